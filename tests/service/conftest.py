"""The verbs with real neighbours: a shop in a file, the sandbox over its socket; this process is the worker."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from mcsync.contact import ShopField
from mcsync.sandbox import Options, Sandbox
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import RunView, Service, open_service
from mcsync.store.database import Database
from mcsync.store.mappings import Mappings
from mcsync.store.mirror import Mirror
from tests.faults.stage import ShopFile


@dataclass(kw_only=True)
class Office:
    """The verbs, and both sides."""

    service: Service
    sandbox: Sandbox
    shop: ShopFile
    audience: str

    def export(self, **how) -> RunView:
        return self.service.wait(self.service.export("test", **how).run)

    def put(self, status: str, *people: str, **how) -> None:
        """People in the audience, by Mailchimp's own hand."""
        self.sandbox.edit_members([{"email_address": address, "status": status} for address in people], self.audience, **how)

    def fill(self, chosen: Mapping[str, ShopField | None]) -> None:
        """Merge tag → the shop's field that fills it."""
        with closing(Database(f"sqlite:///{self.shop.path.with_name('mcsync.sqlite')}")) as database:
            number = Mirror(database).audience(self.audience, name="Audience", double_optin=False).number
            Mappings(database).write(number, chosen)

    def statuses(self, people: Sequence[str]) -> dict[str, str]:
        members = self.sandbox.members(self.audience)
        return {address: members.get(address, {"status": "absent"})["status"] for address in people}


@pytest.fixture
def open_office(tmp_path, migrated_sqlite):
    """A function that opens an office; `settings` are stored ones, options are the sandbox's."""
    with ExitStack() as running:

        def start(*, audience=NEWSLETTER, folder: Path = tmp_path, settings=None, **options) -> Office:
            sandbox = running.enter_context(Sandbox(Options(**options)))
            folder.mkdir(exist_ok=True)
            shutil.copy(migrated_sqlite, folder / "mcsync.sqlite")
            shop = ShopFile(path=folder / "shop.sqlite").create()
            environment = {
                "MCSYNC_DATA": str(folder),
                "MCSYNC_SHOP_URL": f"sqlite:///{shop.path}",
                "MCSYNC_MAILCHIMP_URL": sandbox.url,
                "MAILCHIMP_API_KEY": sandbox.key,
                "MCSYNC_AUDIENCE": audience,
            }
            service = open_service(environment)
            running.callback(service.close)
            if settings:
                service.change(settings, "test")
            return Office(service=service, sandbox=sandbox, shop=shop, audience=audience)

        yield start


@pytest.fixture
def office(open_office):
    """One as it comes."""
    return open_office()
