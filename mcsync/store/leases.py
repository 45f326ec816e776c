"""Who may work now: one lease a Mailchimp key, and a sign of life a worker."""

from contextlib import suppress

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import LeaseRow, WorkerRow

#: Seconds after which a lease that nobody renewed is free for another worker. Longer than Mailchimp usually takes for a call,
#: so that the calls of a worker that died are over when another begins.
LEASE_SECONDS = 15.0
#: Renewals, and signs of life, in the time of one lease.
BEATS = 5

_leases = table(LeaseRow)
_workers = table(WorkerRow)


class Leases:
    """Leases and signs of life. The database decides, so two workers never both win."""

    def __init__(self, database: Database, seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        #: How long a lease lasts.
        self.seconds = seconds
        #: How often to renew it.
        self.beat = seconds / BEATS

    def acquire(self, name: str, owner: str) -> bool:
        """Take the lease, or keep it; False while another owner has it."""
        now = self._database.now()
        # A lease that ends later than any lease can was given before somebody put the clock back.
        lapsed = (_leases.c.expires_at < now) | (_leases.c.expires_at > now + self.seconds)
        free = (_leases.c.owner == owner) | lapsed
        values = {"owner": owner, "expires_at": now + self.seconds}
        with suppress(IntegrityError), self._database.writing() as connection:
            if connection.execute(update(_leases).where(_leases.c.name == name, free).values(values)).rowcount:
                return True
            connection.execute(insert(_leases).values(name=name, **values))
            return True
        return False

    def release(self, name: str, owner: str) -> None:
        """Give the lease back, if it is still ours."""
        with self._database.writing() as connection:
            connection.execute(delete(_leases).where(_leases.c.name == name, _leases.c.owner == owner))

    def sign_of_life(self, owner: str) -> None:
        """This worker is there."""
        with self._database.writing() as connection:
            upsert(connection, WorkerRow, [{"owner": owner, "seen_at": self._database.now()}])

    def sign_off(self, owner: str) -> None:
        """This worker goes home."""
        with self._database.writing() as connection:
            connection.execute(delete(_workers).where(_workers.c.owner == owner))

    def silent_for(self) -> float | None:
        """Seconds since any worker was last heard of; None if there never was one."""
        with self._database.reading() as connection:
            seen = connection.execute(select(func.max(_workers.c.seen_at))).scalar()
        return None if seen is None else max(0.0, self._database.now() - seen)
