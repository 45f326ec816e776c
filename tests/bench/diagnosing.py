"""What one address costs: as many people in the shop, the ledger and the mirror as the shop has by now, and Mailchimp answering at once."""

import sqlite3
import time
from contextlib import closing

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import open_service
from tests.bench.figures import Figure
from tests.bench.stage import Station, sandbox

#: Seconds, Mailchimp's own answer not counted; the sandbox's two take some milliseconds of them.
LIMIT = 0.2
#: Times that each is asked; the quickest counts, because other work runs on the machine.
ROUNDS = 5
#: Entries of a list that is looked up.
LISTED = 1000

_FILL = """
INSERT INTO address (id, address) WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < :people)
    SELECT i, 'reader.' || i || '@gmail.example' FROM c;
INSERT INTO member (audience, address_id, status, shown, reading) SELECT 1, id, 'subscribed', '["fr",{}]', 1 FROM address;
INSERT INTO contact (audience, address_id, status, sent, consented, outcome, attempts, run_id, at)
    SELECT 1, id, 'subscribed', '["fr",{}]', 1, 'created', 1, 1, 0 FROM address;
"""


def diagnosing(shop, people):
    """A customer, an address that nobody has, and a list."""
    with sandbox() as mailchimp, Station(shop.url, mailchimp) as station, closing(open_service(station.environment)) as service:
        _fill(station.folder / "mcsync.sqlite", people)
        with shop.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT email FROM ps_customer WHERE id_customer %% %s = 1 LIMIT %s", (people // LISTED, LISTED))
            some = [email for (email,) in cursor.fetchall()]
        known, missed = some[len(some) // 2], f"reader.{people // 2}@gmial.example"
        assert service.diagnose(known).shop
        assert service.diagnose(missed).near == [f"reader.{people // 2}@gmail.example"]
        found = {
            f"diagnostic of one of {people:,} customers, s": _seconds(lambda: service.diagnose(known)),
            "diagnostic of an address that is nobody's, with near misses, s": _seconds(lambda: service.diagnose(missed)),
        }
        listed = _seconds(lambda: service.look_up(some)) / len(some) * 1000
    lines = [Figure(what=what, measured=f"{took:.3f}", wanted=f"≤ {LIMIT}", ok=took <= LIMIT) for what, took in found.items()]
    return [
        *lines,
        Figure(what=f"a list of {len(some):,}: milliseconds for each", measured=f"{listed:.1f}", wanted="≤ 10", ok=listed <= 10),
    ]


def _fill(path, people):
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        row = "INSERT INTO audience (number, id, name, double_optin, reading, version, changes_since) VALUES (1, ?, '', 0, 1, 0, '')"
        store.execute(row, (NEWSLETTER,))
        for statement in filter(None, map(str.strip, _FILL.split(";\n"))):
            store.execute(statement, {"people": people} if ":people" in statement else {})


def _seconds(action):
    def once():
        began = time.perf_counter()
        action()
        return time.perf_counter() - began

    return min(once() for _ in range(ROUNDS))
