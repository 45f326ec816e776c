"""An engine with its real neighbours: a store in a file, the sandbox over its socket; its clock and its luck are the test's."""

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mcsync.engine.deliver import Courier
from mcsync.engine.doors import Doors
from mcsync.engine.job import Job
from mcsync.engine.reading import Reader, filling_of
from mcsync.engine.send import Waiting
from mcsync.mailchimp import Mailchimp
from mcsync.outcome import RunKind
from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.settings import read_settings
from mcsync.shop import open_prestashop
from mcsync.store import Batch, RunRow, Store
from mcsync.store.database import Database
from tests.faults.stage import ShopFile


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, as the test says."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Haste:
    """Time that goes on as it does everywhere, and passes at once where somebody would sleep."""

    def __init__(self) -> None:
        self._slept = 0.0

    def clock(self) -> float:
        return time.monotonic() + self._slept

    def sleep(self, seconds: float) -> None:
        self._slept += seconds


@dataclass(kw_only=True)
class Bench:
    """One engine, taken apart."""

    folder: Path
    sandbox: Sandbox
    clock: Clock
    shop: ShopFile
    #: Stored settings by name.
    settings: dict[str, str] = field(default_factory=dict)
    lease: float = 15.0
    list_id: str = NEWSLETTER
    running: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.store = self.open_store()
        self.mailchimp = Mailchimp(self.sandbox.key, url=self.sandbox.url, timeout=20, sleep=lambda _: None)
        self.running.callback(self.mailchimp.close)

    def open_store(self, lease: float | None = None) -> Store:
        """The same store once more, as another worker has it; with a lease of its own."""
        database = Database(f"sqlite:///{self.folder / 'store.sqlite'}", self.clock, patience=2)
        store = Store(database, self.folder, lease=lease or self.lease)
        self.running.callback(store.close)
        return store

    def doors(self, shop=None) -> Doors:
        settings = read_settings(self.settings, {})
        opened = shop or (lambda: open_prestashop(f"sqlite:///{self.shop.path}", "ps_", page_rows=50))
        return Doors(settings=settings, lease="the key", mailchimp=self.mailchimp, shop=opened)

    def audience(self):
        return self.store.mirror.audience(self.list_id, name="Newsletter", double_optin=False)

    def start(self, kind=RunKind.MANUAL, *, batch_size=10, connections=4, full=False, address=None) -> int:
        number = self.audience().number
        run, _ = self.store.runs.start(kind, number, batch_size=batch_size, connections=connections, full=full, by="test", address=address)
        return run

    def do(self, run: int, *, store=None, shop=None, owner="one") -> RunRow:
        """One worker's go at a run."""
        haste = Haste()
        waiting = Waiting(clock=haste.clock, sleep=haste.sleep)
        Job(store or self.store, self.doors(shop), owner, waiting).do(self.store.runs.get(run))
        return self.store.runs.get(run)

    def export(self, **how) -> RunRow:
        return self.do(self.start(**how))

    def limit_store_to(self, pages: int) -> None:
        """As a disk that is full beyond so many pages of 4 kB; 0: as much room as there ever was."""
        # SQLite keeps the limit with each connection, so no other may be left over.
        self.store.database.engine.dispose()
        with self.store.database.reading() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages or 2**30}")

    def courier_of_a_plan(self, *, check=lambda: None, clock=None, **how) -> tuple[Courier, list[Batch]]:
        """Everything planned and claimed, nothing sent; the calls of the sandbox are counted from here."""
        run = self.start(**how)
        self.sandbox.order_faults("batch:disabled")
        self.do(run)
        self.sandbox.order_faults()
        self.sandbox.desk.by_path.clear()
        audience = self.audience()
        reader = Reader(self.store, self.mailchimp, filling_of(self.store, self.mailchimp, audience).tags)
        courier = Courier(self.store, self.mailchimp, reader, audience, check=check, fresh=True, clock=clock or self.clock)
        batches = []
        while batch := self.store.batches.claim(run, "one"):
            batches.append(batch)
        return courier, batches

    def listings(self) -> int:
        """How many pages of members were asked for."""
        return self.sandbox.stats()["by_path"].get("GET /lists/*/members", 0)

    def outcomes(self, run: int) -> dict[str, tuple[str, str | None]]:
        return {one["address"]: (one["outcome"], one["cause"]) for one in self.store.history.people(run)}

    def statuses(self, people: Sequence[str]) -> dict[str, str]:
        members = self.sandbox.members(self.list_id)
        return {address: members.get(address, {"status": "absent"})["status"] for address in people}

    def put(self, status: str, *people: str, said: Mapping[str, str] | None = None, **how) -> None:
        """People in the audience, by Mailchimp's own hand; `said`: what else it knows of them."""
        edits = [{"email_address": address, "status": status, **(said or {})} for address in people]
        self.sandbox.edit_members(edits, self.list_id, **how)


@pytest.fixture
def start_bench(tmp_path, migrated_sqlite):
    """A function that puts an engine on the bench; options are the sandbox's."""
    with ExitStack() as running:

        def start(*, lease=15.0, settings=None, list_id=NEWSLETTER, folder=tmp_path, **options) -> Bench:
            sandbox = running.enter_context(Sandbox(Options(**options)))
            shutil.copy(migrated_sqlite, folder / "store.sqlite")
            shop = ShopFile(path=folder / "shop.sqlite").create()
            return Bench(
                folder=folder,
                sandbox=sandbox,
                clock=Clock(),
                shop=shop,
                settings=settings or {},
                lease=lease,
                list_id=list_id,
                running=running,
            )

        yield start


@pytest.fixture
def bench(start_bench):
    """One as it comes."""
    return start_bench()
