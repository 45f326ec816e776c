"""Where the fault suite plays: a PrestaShop in an SQLite file, the sandbox over its socket, workers that may be killed, and a store to look into."""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mcsync.sandbox import Sandbox
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import open_service
from tests.fixtures.zygote import Program, Zygote

#: Seconds that anything may take on a busy machine.
PATIENCE = 90.0
#: What the shop says of a person → the newsletter columns.
CONSENTS = {"yes": (1, "2024-05-06 07:08:09"), "left": (0, "2024-05-06 07:08:09"), "never": (0, None)}

_TABLES = """
CREATE TABLE ps_customer (id_customer INTEGER PRIMARY KEY, id_shop INTEGER, id_lang INTEGER, firstname TEXT, lastname TEXT, email TEXT,
    birthday TEXT, newsletter INTEGER, newsletter_date_add TEXT, active INTEGER, is_guest INTEGER, deleted INTEGER, date_add TEXT,
    id_gender INTEGER, id_default_group INTEGER);
CREATE TABLE ps_emailsubscription (id INTEGER PRIMARY KEY, id_shop INTEGER, email TEXT, newsletter_date_add TEXT, active INTEGER, id_lang INTEGER);
CREATE TABLE ps_lang (id_lang INTEGER PRIMARY KEY, name, iso_code, language_code, active);
INSERT INTO ps_lang VALUES (1, 'Français', 'fr', 'fr-fr', 1);
CREATE TABLE ps_shop (id_shop INTEGER PRIMARY KEY, id_shop_group, name, active, deleted);
INSERT INTO ps_shop VALUES (1, 1, 'Maison', 1, 0);
CREATE TABLE ps_configuration (id_configuration INTEGER PRIMARY KEY, name, value);
INSERT INTO ps_configuration VALUES (1, 'PS_VERSION_DB', '8.1.7'), (2, 'PS_LANG_DEFAULT', '1');
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFile:
    """A shop of customers who differ in their consent and their first name alone."""

    path: Path

    def create(self) -> "ShopFile":
        self._run(lambda connection: connection.executescript(_TABLES))
        return self

    def add(self, people: Mapping[str, str], name: str = "Zoé") -> None:
        """Address → consent: yes, left or never."""
        rows = [(name, address, *CONSENTS[consent]) for address, consent in people.items()]
        insert = (
            "INSERT INTO ps_customer (id_shop, id_lang, firstname, lastname, email, newsletter, newsletter_date_add, active, is_guest, deleted)"
            " VALUES (1, 1, ?, 'Martin', ?, ?, ?, 1, 0, 0)"
        )
        self._run(lambda connection: connection.executemany(insert, rows))

    def change(self, address: str, *, email: str | None = None, consent: str | None = None, name: str | None = None) -> None:
        newsletter, date = CONSENTS[consent] if consent else (None, None)
        change = (
            "UPDATE ps_customer SET email = coalesce(?, email), firstname = coalesce(?, firstname), newsletter = coalesce(?, newsletter),"
            " newsletter_date_add = iif(? IS NULL, newsletter_date_add, ?) WHERE email = ?"
        )
        self._run(lambda connection: connection.execute(change, (email, name, newsletter, newsletter, date, address)))

    def delete(self, address: str) -> None:
        self._run(lambda connection: connection.execute("DELETE FROM ps_customer WHERE email = ?", (address,)))

    def rename_table(self, name: str, other: str) -> None:
        self._run(lambda connection: connection.execute(f"ALTER TABLE {name} RENAME TO {other}"))

    def _run(self, work: Callable[[sqlite3.Connection], object]) -> None:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            work(connection)


@dataclass(kw_only=True)
class Stage:
    """Everything that one test of the fault suite plays with."""

    folder: Path
    sandbox: Sandbox
    zygote: Zygote
    shop: ShopFile
    #: Over the environment that every worker gets.
    environment: dict[str, str] = field(default_factory=dict)
    workers: list[Program] = field(default_factory=list)

    @property
    def log(self) -> str:
        """What the workers of this stage said, and nobody else's."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.folder / "workers.log"

    def __post_init__(self) -> None:
        self.environment = {
            "MCSYNC_DATA": str(self.folder),
            "MCSYNC_SHOP_URL": f"sqlite:///{self.shop.path}",
            "MCSYNC_MAILCHIMP_URL": self.sandbox.url,
            "MAILCHIMP_API_KEY": self.sandbox.key,
            "MCSYNC_AUDIENCE": NEWSLETTER,
            "MCSYNC_CONNECTIONS": "4",
            "MCSYNC_BATCH_SIZE": "10",
            # Longer than any machine stands still; a test that kills a worker ends its lease by hand.
            "MCSYNC_LEASE_SECONDS": "6",
            **self.environment,
        }
        self.service = open_service(self.environment)
        self._eyes = sqlite3.connect(self.folder / "mcsync.sqlite", timeout=30, check_same_thread=False)

    # Workers

    def start_worker(self, **limits: int) -> Program:
        self.workers.append(self.zygote.start("mcsync", "worker", environment=self.environment, out=self._log, **limits))
        return self.workers[-1]

    def kill(self, worker: Program) -> None:
        """As a power cut does; returns when nothing is left of it."""
        self.workers.remove(worker)
        worker.kill()
        worker.wait()

    def close(self) -> None:
        for worker in list(self.workers):
            self.kill(worker)
        self._eyes.close()
        self.service.close()

    # Runs

    def export(self, **how) -> int:
        return self.service.export("test", **how).run

    def state(self, run: int) -> str:
        return self.ask("SELECT state FROM run WHERE id = ?", run)[0][0]

    def finish(self, run: int, state: str = "done") -> None:
        """Wait until the run has come to rest, and in this state."""
        until(lambda: self.state(run) not in {"waiting", "planning", "sending"}, f"run {run} rests", self)
        assert self.state(run) == state, (self.service.run(run).problem, self.log[-3000:])

    def settled(self, run: int) -> int:
        return self.ask("SELECT count(*) FROM batch WHERE run_id = ? AND state = 'settled'", run)[0][0]

    def in_flight(self, run: int, worker: Program | None = None) -> set[int]:
        """The batches that are written down as being sent, by this worker or by any."""
        owner = f"%-{worker.pid}-%" if worker else "%"
        question = "SELECT number FROM batch WHERE run_id = ? AND state = 'sending' AND owner LIKE ?"
        return {number for (number,) in self.ask(question, run, owner)}

    def sent_again(self, run: int) -> set[str]:
        """The addresses whose batch says that it may have been sent more than once."""
        question = "SELECT address FROM item JOIN address ON address.id = address_id JOIN batch ON batch.run_id = item.run_id AND number = batch WHERE item.run_id = ? AND tries > 1"
        return {address for (address,) in self.ask(question, run)}

    def outcomes(self, run: int) -> dict[str, tuple[str, str | None]]:
        """Address → outcome and cause, of everybody in the plan."""
        return {one["address"]: (one["outcome"], one["cause"]) for one in self.service.people(run)}

    def ask(self, question: str, *values: object) -> list[tuple]:
        """One question to the store's file, past mcsync."""
        return self._eyes.execute(question, values).fetchall()

    def end_lease(self, *, hanging: int = 0) -> None:
        """As if the lease of a worker that died had run out already: with its calls at Mailchimp over, but for those that hang."""
        until(lambda: self.sandbox.stats()["in_flight"] <= hanging, "the calls of the dead one are over", self)
        with closing(sqlite3.connect(self.folder / "mcsync.sqlite", timeout=30)) as connection, connection:
            connection.execute("DELETE FROM lease")

    def can_be_written(self) -> bool:
        """Whether nobody holds the store's lock at this moment."""
        with closing(sqlite3.connect(self.folder / "mcsync.sqlite", timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.execute("ROLLBACK")
            return True

    @contextmanager
    def store_locked(self):
        """Nobody can write to the store inside this block."""
        with closing(sqlite3.connect(self.folder / "mcsync.sqlite", timeout=30, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    # The audience

    def statuses(self, addresses: Iterable[str]) -> dict[str, str]:
        """Address → status in the audience, `absent` where there is none."""
        members = self.sandbox.members()
        return {address: members.get(address, {"status": "absent"})["status"] for address in addresses}


def until(true: Callable[[], object], what: str, stage: Stage | None = None, patience: float = PATIENCE) -> None:
    """Wait until something is so, and fail when it never is, with what the workers of the stage said."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"not within {patience} s: {what}\n{stage.log[-3000:] if stage else ''}"
        time.sleep(0.01)


def addresses(count: int, prefix: str = "person") -> list[str]:
    """Made-up addresses at a domain that cannot exist."""
    return [f"{prefix}{number:04}@shop.example" for number in range(count)]


def difference(after: Mapping[str, int], before: Mapping[str, int]) -> Counter[str]:
    """How much each count has grown."""
    return Counter(dict(after)) - Counter(dict(before))
