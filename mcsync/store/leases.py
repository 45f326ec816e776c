"""Who may work now: one lease a Mailchimp key, and a sign of life a worker."""

from contextlib import suppress

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from mcsync.store.bulk import table, upsert
from mcsync.store.database import Database
from mcsync.store.tables import LeaseRow, WorkerRow

#: Seconds after which a lease that nobody renewed is free for another worker. Longer than Mailchimp usually takes for a call,
#: so that the calls of a worker that died are over when another begins.
LEASE_SECONDS = 15.0
#: Renewals, and signs of life, in the time of one lease.
BEATS = 5
#: Seconds after which a worker that died without a word is no longer listed.
FORGOTTEN_AFTER = 24 * 3600.0

#: In place of an owner: all of them share one connection.
_GUEST = "guest"

_leases = table(LeaseRow)
_workers = table(WorkerRow)


def _visit(name: str) -> str:
    return f"{name} guest"


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
        with suppress(IntegrityError), self._database.writing() as connection:
            # Asked for in here: whoever waited for another writer would judge that one's fresh lease by an old clock.
            now = self._database.shared_now(connection)
            values = {"owner": owner, "expires_at": now + self.seconds}
            free = (_leases.c.owner == owner) | self._has_lapsed(now)
            if connection.execute(update(_leases).where(_leases.c.name == name, free).values(values)).rowcount:
                return True
            connection.execute(insert(_leases).values(name=name, **values))
            return True
        return False

    def is_held(self, name: str) -> bool:
        """Whether some worker has the lease at this moment."""
        with self._database.reading() as connection:
            now = self._database.shared_now(connection)
            return bool(connection.execute(select(_leases.c.owner).where(_leases.c.name == name, ~self._has_lapsed(now))).first())

    def _has_lapsed(self, now: float) -> ColumnElement[bool]:
        """One that ends much later than any lease can was given before somebody put the clock back."""
        return (_leases.c.expires_at < now) | (_leases.c.expires_at > now + 2 * self.seconds)

    def release(self, name: str, owner: str) -> None:
        """Give the lease back, if it is still ours."""
        with self._database.writing() as connection:
            connection.execute(delete(_leases).where(_leases.c.name == name, _leases.c.owner == owner))

    def visit(self, name: str) -> None:
        """Somebody before a page asks with this key now: whoever has the lease leaves them a connection, as long as a lease lasts."""
        self.acquire(_visit(name), _GUEST)

    def is_visited(self, name: str) -> bool:
        """Whether somebody before a page asks with this key now."""
        with self._database.reading() as connection:
            now = self._database.shared_now(connection)
            there = (_leases.c.name == _visit(name)) & ~self._has_lapsed(now)
            return connection.execute(select(_leases.c.name).where(there)).first() is not None

    def sign_of_life(self, owner: str) -> None:
        """This worker is there."""
        with self._database.writing() as connection:
            now = self._database.shared_now(connection)
            upsert(connection, WorkerRow, [{"owner": owner, "seen_at": now}])
            connection.execute(delete(_workers).where(_workers.c.seen_at < now - FORGOTTEN_AFTER))

    def sign_off(self, owner: str) -> None:
        """This worker goes home."""
        with self._database.writing() as connection:
            connection.execute(delete(_workers).where(_workers.c.owner == owner))

    def silent_for(self) -> float | None:
        """Seconds since any worker was last heard of; None if there never was one."""
        with self._database.reading() as connection:
            seen = connection.execute(select(func.max(_workers.c.seen_at))).scalar()
            return None if seen is None else max(0.0, self._database.shared_now(connection) - seen)
