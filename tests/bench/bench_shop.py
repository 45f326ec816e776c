"""How fast a large shop is read, in how much memory, and how soon an address is found in it. `make bench`."""

import contextlib
import resource
import time
import tracemalloc

import pytest

from mcsync.shop import open_prestashop
from tests.fixtures.prestashop import ShopTables

ROWS = 1_000_000


@pytest.fixture(scope="module")
def large(mariadb):
    """A shop of a million customers and a hundred thousand subscribers, made by the server itself."""
    database = mariadb.new_database()
    ShopTables(database=database).create()
    database.execute(
        "INSERT INTO ps_customer (id_shop, id_gender, id_default_group, id_lang, firstname, lastname, email, birthday, newsletter, "
        "newsletter_date_add, active, date_add, date_upd) SELECT 1 + seq % 2, seq % 3, 3, 1 + seq % 2, CONCAT('Prénom', seq), "
        "CONCAT('Nom', seq), CONCAT('person.', seq, '@orange.example'), '1980-01-02', seq % 2, '2020-03-04 05:06:07', 1, "
        f"'2019-01-01 02:03:04', NOW() FROM seq_1_to_{ROWS}"
    )
    database.execute(
        "INSERT INTO ps_emailsubscription (id_shop, email, newsletter_date_add, active, id_lang) "
        f"SELECT 1, CONCAT('news.', seq, '@orange.example'), '2020-03-04 05:06:07', 1, 1 FROM seq_1_to_{ROWS // 10}"
    )
    database.execute("ANALYZE TABLE ps_customer, ps_emailsubscription")
    with contextlib.closing(open_prestashop(database.url, "ps_")) as shop:
        yield shop
    mariadb.drop(database)


def test_a_million_rows_stream(large):
    started, own = time.perf_counter(), time.process_time()
    rows = sum(1 for _ in large.users())
    seconds, own = time.perf_counter() - started, time.process_time() - own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{rows:,} rows in {seconds:.1f} s: {rows / seconds:,.0f} a second, {own:.1f} s of them ours; {peak} MB at most")
    assert rows == ROWS + ROWS // 10


def test_ten_times_the_rows_take_the_same_memory(large):
    def peak(rows):
        tracemalloc.start()
        for _, _ in zip(large.users(), range(rows), strict=False):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    few, many = peak(20_000), peak(200_000)
    print(f"\n{few / 1e6:.1f} MB for 20,000 rows, {many / 1e6:.1f} MB for 200,000")
    assert many < few * 1.2


@pytest.mark.parametrize("address", ["Person.777777@ORANGE.example", "news.5@orange.example", "absent@orange.example"])
def test_one_address_is_found_soon(large, address):
    large.find(address)
    started = time.perf_counter()
    found = large.find(address)
    print(f"\n{address}: {len(found)} rows in {(time.perf_counter() - started) * 1000:.0f} ms")
    assert len(found) == (not address.startswith("absent"))


def test_a_summary_comes_at_once(large):
    started = time.perf_counter()
    assert large.summary().customers == ROWS
    print(f"\n{(time.perf_counter() - started) * 1000:.0f} ms")
