"""The sorter gives back what was put in, address by address, and leaves nothing behind."""

import resource
import subprocess
import sys

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mcsync.errors import StoreError
from mcsync.selection import Candidate
from mcsync.store import scratch, sorter

BLANK = dict.fromkeys(Candidate._fields)


def candidate(address, **changes):
    return Candidate(**(BLANK | {"address": address} | changes))


def test_candidates_come_back_by_address_in_order(tmp_path):
    names = [name for name in Candidate._fields if name != "address"]
    some = [candidate(address, **{names[0]: place}) for place, address in enumerate(["b@x.fr", "a@x.fr", "b@x.fr", "B@x.fr", "a.a@x.fr"])]
    with sorter() as sort:
        sort.add(some[:2])
        sort.add(some[2:])
        found = [[(one.address, one[Candidate._fields.index(names[0])]) for one in group] for group in sort.by_address()]
    assert [{address for address, _ in group} for group in found] == [{"B@x.fr"}, {"a.a@x.fr"}, {"a@x.fr"}, {"b@x.fr"}]
    assert sorted(found[3]) == [("b@x.fr", 0), ("b@x.fr", 2)]


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=4), max_size=30))
@hypothesis.settings(deadline=None)
def test_whatever_the_addresses_nobody_is_lost_or_mixed(addresses):
    with sorter() as sort:
        sort.add(candidate(address) for address in addresses)
        groups = list(sort.by_address())
    assert sorted(one.address for group in groups for one in group) == sorted(addresses)
    assert len(groups) == len(set(addresses))


def test_nothing_in_gives_nothing_out():
    with sorter() as sort:
        sort.add([])
        assert list(sort.by_address()) == []


#: More than the sorter keeps in memory.
MANY = """
import sys
from mcsync.selection import Candidate
from mcsync.store import sorter
blank = dict.fromkeys(Candidate._fields)
with sorter() as sort:
    sort.add(Candidate(**(blank | {"address": f"{number * 7919 % 400_000:06}@courrier.example" + "x" * 100})) for number in range(400_000))
    print("in", flush=True)
    print(sum(1 for _ in sort.by_address()), flush=True)
    sys.stdin.read()
"""


def test_nobody_else_sees_its_file_and_it_never_outlives_the_program(tmp_path):
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": "."}
    with subprocess.Popen([sys.executable, "-c", MANY], stdout=subprocess.PIPE, stdin=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"in\n"
        assert process.stdout.readline() == b"400000\n"
        assert list(tmp_path.iterdir()) == []
        process.kill()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_to_be_full():
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, {resource.RLIM_INFINITY}))\n" + MANY
    done = subprocess.run(
        [sys.executable, "-c", limited], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={"PYTHONPATH": "."}
    )
    assert "mcsync.errors.StoreError: There is no room to sort the shop's rows: " in done.stderr
    assert "Free some disk space, then try again." in done.stderr


def test_what_goes_wrong_elsewhere_is_not_blamed_on_the_disk():
    with pytest.raises(ConnectionError), sorter():
        raise ConnectionError


def test_without_a_folder_for_temporary_files_nothing_is_sorted(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with pytest.raises(StoreError, match="There is no room to sort the shop's rows: No such file or directory"), sorter():
        pass


def test_runs_that_were_sorted_apart_are_one_order_together(monkeypatch):
    monkeypatch.setattr(scratch, "_RUN", 7)
    monkeypatch.setattr(scratch, "_PAGE", 3)
    many = [candidate(f"{number * 37 % 50:02}@x.fr", rank=number) for number in range(100)]
    with sorter() as sort:
        sort.add(many[:30])
        sort.add(many[30:])
        found = list(sort.by_address())
    assert [one for group in found for one in group] == sorted(many)
    assert [len(group) for group in found] == [2] * 50
