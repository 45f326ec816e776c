"""What a measurement stands on: a big shop on a real MariaDB, a sandbox and mcsync in processes of their own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.mariadb import MariaDB
from tests.fixtures.prestashop import ShopTables

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that has ended."""

    answer: dict
    #: Seconds.
    wall: float
    #: Bytes, the highest it ever was.
    peak: int


@contextmanager
def mariadb():
    """A server with nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="mcb"))
    server = MariaDB(folder)
    server.install()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def big_shop(server, customers):
    """A shop of believable size; every fourth customer never said yes."""
    database = server.new_database()
    ShopTables(database=database).create()
    grow(database, 1, customers)
    return database


def grow(database, first, last):
    """Customers with these ids."""
    database.execute(
        "INSERT INTO ps_customer (id_customer, id_shop_group, id_shop, id_gender, id_default_group, id_lang, firstname, lastname, email,"
        " birthday, newsletter, newsletter_date_add, optin, active, is_guest, deleted, date_add, date_upd, passwd, secure_key)"
        " SELECT seq, 1, 1, 1 + seq % 2, 3, 1 + seq % 2, CONCAT('First', seq % 500), CONCAT('Last', seq % 7000),"
        " CONCAT(IF(seq % 3, 'person', 'Client'), '.', seq * 7919 % 999983, '.', seq, '@', ELT(1 + seq % 4, 'orange', 'gmail', 'wanadoo', 'free'), '.example'),"
        " DATE_ADD('1950-01-01', INTERVAL seq % 18000 DAY), seq % 4 <> 0, IF(seq % 4 <> 0, '2024-05-06 07:08:09', NULL), 0, 1, 0, 0,"
        f" '2020-01-01', '2024-01-01', 'x', 'x' FROM seq_{first}_to_{last}"
    )


@contextmanager
def sandbox(**options):
    """A sandbox process; gives its URL and key."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    process = subprocess.Popen([PYTHON, "-m", "mcsync", "sandbox", "--port", "0", *words], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield process.stdout.readline().strip(), process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


class Station:
    """mcsync with a store of its own."""

    def __init__(self, shop_url, mailchimp, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="mcb"))
        url, key = mailchimp
        self.environment = os.environ | {
            "MCSYNC_DATA": str(self.folder),
            "MCSYNC_SHOP_URL": shop_url,
            "MAILCHIMP_API_KEY": key,
            "MCSYNC_MAILCHIMP_URL": url,
            "MCSYNC_AUDIENCE": NEWSLETTER,
            **settings,
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *words) -> Done:
        """Run to its end, measured as a whole process."""
        began = time.perf_counter()
        process = subprocess.Popen([PYTHON, "-m", "mcsync", *words, "--json"], stdout=subprocess.PIPE, env=self.environment, cwd=ROOT)
        output = process.stdout.read()
        process.stdout.close()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        return Done(answer=json.loads(output), wall=time.perf_counter() - began, peak=usage.ru_maxrss * 1024)

    def sending_seconds(self, run) -> float:
        """From the first claim of a run to its last settled batch."""
        with closing(sqlite3.connect(self.folder / "mcsync.sqlite")) as store:
            began, ended = store.execute("SELECT min(claimed_at), max(settled_at) FROM batch WHERE run_id = ?", (run,)).fetchone()
        return ended - began

    def store_bytes(self) -> int:
        """Size of the store's file, its log folded in."""
        with closing(sqlite3.connect(self.folder / "mcsync.sqlite")) as store:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (self.folder / "mcsync.sqlite").stat().st_size
