"""What mcsync remembers, and what is one transaction. SQL stays in this room (and in the shop's)."""

from pathlib import Path

from mcsync.store.alerts import Alerts
from mcsync.store.baseline import Baseline, Place, RowMark
from mcsync.store.batches import Batch, Batches, Settlement
from mcsync.store.consenters import Consenters
from mcsync.store.database import Database
from mcsync.store.erasures import Erasure, Erasures
from mcsync.store.figures import Figures, Sums
from mcsync.store.history import Event, History
from mcsync.store.leases import LEASE_SECONDS, Leases
from mcsync.store.lookups import Lookups
from mcsync.store.mappings import Mappings
from mcsync.store.mirror import Known, Mirror, Seen
from mcsync.store.news import Change, News
from mcsync.store.parcels import Planned
from mcsync.store.pending import Pending
from mcsync.store.people import Behind, People
from mcsync.store.plans import Plans, Tally
from mcsync.store.preferences import Preferences
from mcsync.store.progress import Progress
from mcsync.store.proofs import Proof, Proofs
from mcsync.store.retention import Retention
from mcsync.store.run_list import Listed, RunList, Wanted
from mcsync.store.runs import Runs
from mcsync.store.schedules import Schedules
from mcsync.store.scratch import Sorter, sorter
from mcsync.store.strips import Strips
from mcsync.store.surveys import Surveys
from mcsync.store.tables import AudienceRow, RunRow
from mcsync.store.tables_following import ScheduleRow
from mcsync.store.troubles import Troubles
from mcsync.store.vault import Vault
from mcsync.store.webhooks import Webhooks

__all__ = [
    "LEASE_SECONDS",
    "AudienceRow",
    "Batch",
    "Behind",
    "Change",
    "Erasure",
    "Event",
    "Known",
    "Listed",
    "Place",
    "Planned",
    "Progress",
    "Proof",
    "RowMark",
    "RunRow",
    "ScheduleRow",
    "Seen",
    "Settlement",
    "Sorter",
    "Store",
    "Sums",
    "Tally",
    "Wanted",
    "sorter",
]


class Store:
    """Every shelf of the store over one database."""

    def __init__(self, database: Database, folder: Path, secret: str = "", *, lease: float = LEASE_SECONDS) -> None:
        """`folder` is where the key file lives, unless `secret` is a passphrase; `lease` is how many seconds a lease lasts."""
        self.database = database
        vault = Vault.open(folder, secret)
        self.preferences = Preferences(database, vault)
        self.erasures = Erasures(database, vault)
        self.webhooks = Webhooks(database, vault)
        self.mirror = Mirror(database)
        self.mappings = Mappings(database)
        self.runs = Runs(database)
        self.plans = Plans(database)
        self.batches = Batches(database)
        self.history = History(database)
        self.strips = Strips(database)
        self.figures = Figures(database)
        self.run_list = RunList(database)
        self.surveys = Surveys(database)
        self.schedules = Schedules(database)
        self.baseline = Baseline(database)
        self.consenters = Consenters(database)
        self.pending = Pending(database)
        self.troubles = Troubles(database)
        self.news = News(database)
        self.alerts = Alerts(database)
        self.retention = Retention(database)
        self.proofs = Proofs(database)
        self.lookups = Lookups(database)
        self.people = People(database)
        self.leases = Leases(database, lease)

    def now(self) -> float:
        """Seconds since 1970, by the store's clock."""
        return self.database.now()

    def close(self) -> None:
        """Let the connections go."""
        self.database.close()
