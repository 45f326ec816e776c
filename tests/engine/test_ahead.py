"""Reading ahead: the same items in their order, a little before they are asked for."""

import threading

import pytest

from mcsync.engine.ahead import ahead


@pytest.mark.parametrize("count", [0, 1, 4, 5, 23])
def test_the_same_items_come_in_the_same_order(count):
    assert list(ahead(iter(range(count)), size=4)) == list(range(count))


def test_the_next_are_fetched_while_these_are_worked_on_and_no_more_than_those():
    fetched, second = [], threading.Event()

    def items():
        for number in range(9):
            fetched.append(number)
            if number == 5:
                second.set()
            yield number

    reading = ahead(items(), size=3)
    assert next(reading) == 0
    assert second.wait(10)
    reading.close()
    assert fetched == [0, 1, 2, 3, 4, 5]


def test_what_fetching_raises_comes_after_what_was_fetched_before():
    def items():
        yield from range(3)
        raise OSError

    reading = ahead(items(), size=3)
    assert [next(reading), next(reading), next(reading)] == [0, 1, 2]
    with pytest.raises(OSError):
        next(reading)


def test_nothing_goes_on_once_nobody_reads_any_longer():
    reading = ahead(iter(range(100)), size=3)
    next(reading)
    reading.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
