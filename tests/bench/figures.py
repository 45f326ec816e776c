"""The figures, one function each; every one is a ratio, or a number with its bound beside it."""

import statistics
import subprocess
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests
from mailchimp_marketing import Client as OfficialClient

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import open_service
from mcsync.shop import open_prestashop
from tests.bench.stage import PYTHON, ROOT, Station, grow, sandbox

#: Seconds of each call to the sandbox, as product.md has it.
LATENCY = 0.5
CONNECTIONS = 10
BATCH_SIZE = 500
#: Calls of the official client's loop; enough for its rate.
LOOP_CALLS = 6
POLLERS = 50
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    what: str
    measured: str
    wanted: str
    ok: bool


def export(shop):
    """100,000 contacts at the limit of Mailchimp's connections; first and again; what it keeps of each."""
    with sandbox(latency=LATENCY) as mailchimp, Station(shop.url, mailchimp) as station:
        first = station.command("export", "--wait")
        contacts, batches = first.answer["contacts"], first.answer["batches"]
        assert first.answer["created"] == contacts
        sending = station.sending_seconds(first.answer["run"])
        share = batches / CONNECTIONS * LATENCY / sending
        grown = station.store_bytes()
        again = station.command("export", "--wait")
        assert again.answer["to_send"] == 0
        per_contact, growth = grown / contacts, station.store_bytes() - grown
        third = station.command("export", "--wait")
        seen = _stats(mailchimp)["max_in_flight"]
        # Last, because the people whom it adds are news to mcsync.
        loop = _official_loop(mailchimp)
    cost = again.wall / first.wall
    return first, [
        Figure(
            what=f"export of {contacts:,}: share of {CONNECTIONS} × {BATCH_SIZE} ÷ {LATENCY} s",
            measured=f"{share:.1%}",
            wanted="≥ 95 %",
            ok=share >= 0.95,
        ),
        Figure(what="requests in flight at once, at most", measured=str(seen), wanted=f"≤ {CONNECTIONS}", ok=seen <= CONNECTIONS),
        _at_least("export vs the official client sending 500 at a time", contacts / sending / loop, 8),
        Figure(what="store, bytes per contact known", measured=f"{per_contact:.0f}", wanted="≤ 400", ok=per_contact <= 400),
        Figure(
            what="store growth of a repeat, bytes per contact", measured=f"{growth / contacts:.2f}", wanted="0", ok=growth / contacts < 0.5
        ),
        Figure(what="repeat export ÷ first, whole process", measured=f"{cost:.3f}", wanted="< 0.1", ok=cost < 0.1),
        Figure(
            what="second repeat ÷ first, whole process",
            measured=f"{third.wall / first.wall:.3f}",
            wanted="< 0.1",
            ok=third.wall < first.wall / 10,
        ),
    ]


def followers(shop):
    """50 pages following one export, by the very question that a page asks each second."""
    with sandbox(latency=LATENCY) as mailchimp:
        alone = _followed(shop, mailchimp, 0)
    with sandbox(latency=LATENCY) as mailchimp:
        watched = _followed(shop, mailchimp, POLLERS)
    slower = watched / alone - 1
    return [Figure(what=f"{POLLERS} followers slow an export by", measured=f"{slower:.1%}", wanted="≤ 5 %", ok=slower <= 0.05)]


def scale(shop, small):
    """Ten times the contacts: memory, and the previews of a million rows."""
    grow(shop, 100_001, MILLION)
    with sandbox(latency=0.05) as mailchimp, Station(shop.url, mailchimp) as station:
        began = station.command("preview")
        again = station.command("preview")
        assert again.answer["contacts"] == MILLION
        big = station.command("export", "--wait")
        assert big.answer["created"] == MILLION
    with closing(open_prestashop(shop.url, "ps_")) as reader:
        read = _seconds(lambda: sum(1 for _ in reader.users()))
        digest = _seconds(reader.digest)
    ratio = big.peak / small.peak
    return [
        Figure(what="worker memory, 1,000,000 ÷ 100,000 contacts", measured=f"{ratio:.2f}", wanted="≤ 1.2", ok=ratio <= 1.2),
        Figure(what="worker memory at 1,000,000 contacts, MB", measured=f"{big.peak / 1e6:.0f}", wanted="< 300", ok=big.peak < 300e6),
        Figure(what="preview of 1,000,000 rows, s", measured=f"{began.wall:.1f}", wanted="≤ 15", ok=began.wall <= 15),
        Figure(what="the same, unchanged, s", measured=f"{again.wall:.1f}", wanted="≤ 3", ok=again.wall <= 3),
        Figure(what="export of 1,000,000 at 0.05 s a call, s", measured=f"{big.wall:.0f}", wanted="", ok=True),
        Figure(
            what="reading 1,000,000 rows, rows a second",
            measured=f"{MILLION / read:,.0f}",
            wanted="≥ 100,000",
            ok=MILLION / read >= 100_000,
        ),
        Figure(what="digest of 1,000,000 rows, s", measured=f"{digest:.2f}", wanted="≤ 1", ok=digest <= 1),
    ]


def _at_least(what, measured, wanted):
    return Figure(what=what, measured=f"{measured:.1f} ×", wanted=f"≥ {wanted} ×", ok=measured >= wanted)


def _official_loop(mailchimp):
    """Contacts a second that Mailchimp's own client sends in a loop."""
    url, key = mailchimp
    client = OfficialClient({"api_key": key, "server": "us1"})
    client.api_client.host = url
    times = []
    for call in range(LOOP_CALLS):
        members = [{"email_address": f"loop.{call}.{n}@orange.example", "status": "subscribed"} for n in range(BATCH_SIZE)]
        times.append(
            _seconds(lambda members=members: client.lists.batch_list_members(NEWSLETTER, {"members": members, "update_existing": True}))
        )
    return BATCH_SIZE / statistics.median(times)


def _followed(shop, mailchimp, pollers):
    with Station(shop.url, mailchimp) as station, _worker(station), closing(open_service(station.environment)) as service:
        over = threading.Event()
        run = service.export("bench")
        threads = [threading.Thread(target=_follow, args=(service, run.run, over)) for _ in range(pollers)]
        for thread in threads:
            thread.start()
        try:
            service.wait(run.run)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        return station.sending_seconds(run.run)


def _follow(service, run, over):
    while not over.wait(1.0):
        service.run(run)


@contextmanager
def _worker(station):
    process = subprocess.Popen([PYTHON, "-m", "mcsync", "worker"], env=station.environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _stats(mailchimp):
    url, key = mailchimp
    return requests.get(f"{url.removesuffix('/3.0')}/_sandbox/stats", auth=("bench", key), timeout=10).json()


def _seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
