"""What following a shop of a million customers by itself costs."""

import hashlib
import sqlite3
import time
from contextlib import closing

import requests

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.shop import open_prestashop
from tests.bench.figures import MILLION, Figure
from tests.bench.stage import Station, sandbox


def following(shop):
    """One look with nothing new, one change of one person, and what is kept of each row; the shop has a million rows."""
    with sandbox() as mailchimp, Station(shop.url, mailchimp) as station:
        assert station.command("export", "--wait").answer["state"] == "done"
        before = station.store_bytes()
        first = station.command("follow", "--once")
        assert first.answer["trouble"] is None
        kept = (station.store_bytes() - before) / MILLION
        idle = station.command("follow", "--once")
        shop.execute("UPDATE ps_customer SET newsletter = 0 WHERE id_customer = 500001")
        [(address,)] = shop.execute("SELECT email FROM ps_customer WHERE id_customer = 500001")
        changed = station.command("follow", "--once")
        there = _status(mailchimp, address)
        runs = _runs(station)
    with closing(open_prestashop(shop.url, "ps_")) as reader:
        marks = min(_seconds(reader.stretches) for _ in range(3))
    return [
        Figure(what="a look at 1,000,000 rows with nothing new: shop's database, s", measured=f"{marks:.2f}", wanted="≤ 1", ok=marks <= 1),
        Figure(what="the same, whole process, s", measured=f"{idle.wall:.1f}", wanted="", ok=True),
        Figure(what="first look, everybody compared, s", measured=f"{first.wall:.0f}", wanted="", ok=True),
        Figure(
            what="one change of 1,000,000 in the audience after a look of, s",
            measured=f"{changed.wall:.1f}",
            wanted="≤ 30",
            ok=there == "unsubscribed" and runs == 1 and changed.wall <= 30,
        ),
        Figure(what="kept of each row, bytes", measured=f"{kept:.0f}", wanted="≤ 40", ok=kept <= 40),
    ]


def _status(mailchimp, address):
    url, key = mailchimp
    member = hashlib.md5(address.lower().encode()).hexdigest()
    found = requests.get(f"{url}/lists/{NEWSLETTER}/members/{member}", auth=("bench", key), timeout=10).json()
    return found.get("status")


def _runs(station):
    with closing(sqlite3.connect(station.folder / "mcsync.sqlite")) as store:
        return store.execute("SELECT count(*) FROM run WHERE kind = 'automatic'").fetchone()[0]


def _seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
