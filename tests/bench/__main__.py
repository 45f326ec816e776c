"""`make bench`: measures what product quality is made of, as ratios in one run, and prints one table."""

import os
import platform
import sys

from tests.bench import figures, following
from tests.bench.stage import big_shop, mariadb

CONTACTS = 100_000


def main():
    with mariadb() as server:
        shop = big_shop(server, CONTACTS)
        small, found = figures.export(server, shop)
        found += figures.followers(server, shop)
        found += figures.scale(server, shop, small)
        found += following.following(shop)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
    print(f"| {'figure':<62} | {'measured':>10} | {'wanted':>10} |\n|{'-' * 64}|{'-' * 12}|{'-' * 12}|")
    for one in found:
        print(f"| {one.what:<62} | {one.measured:>10} | {one.wanted:>10} |{'' if one.ok else '  ← short'}")
    sys.exit(0 if all(one.ok for one in found) else 1)


main()
