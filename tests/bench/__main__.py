"""`make bench`: measures what product quality is made of, as ratios in one run, and prints one table, each line when it is known."""

import os
import platform
import sys

from tests.bench import diagnosing, eye, figures, following, reporting
from tests.bench.stage import big_shop, mariadb

CONTACTS = 100_000


def main():
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
    print(f"| {'figure':<64} | {'measured':>10} | {'wanted':>10} |\n|{'-' * 66}|{'-' * 12}|{'-' * 12}|", flush=True)
    short = show(reporting.reporting())
    short += show(eye.eye())
    with mariadb() as server:
        shop = big_shop(server, CONTACTS)
        small, found = figures.export(shop)
        short += show(found)
        short += show(figures.followers(shop))
        short += show(figures.scale(shop, small))
        short += show(following.following(shop))
        short += show(diagnosing.diagnosing(shop, figures.MILLION))
    sys.exit(1 if short else 0)


def show(found):
    """Prints lines of the table; returns how many fall short."""
    for one in found:
        print(f"| {one.what:<64} | {one.measured:>10} | {one.wanted:>10} |{'' if one.ok else '  ← short'}", flush=True)
    return sum(not one.ok for one in found)


main()
