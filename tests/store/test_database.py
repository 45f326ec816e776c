"""Two ways in, all or nothing; and every way in which a database can refuse has its sentence, without anybody's data in it."""

import resource
import sqlite3
import stat
import subprocess
import sys
import threading
import traceback
from contextlib import closing

import pytest
from sqlalchemy.exc import IntegrityError

from mcsync.errors import SettingsError, StoreError
from mcsync.store.database import Database

ZOE = "zoe@courrier.example"
NOTE = "INSERT INTO setting (name, text) VALUES ('{}', 'x')"


@pytest.fixture
def database(store_url):
    opened = Database(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_path(migrated_sqlite, tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    return path


def names(database):
    with database.reading() as connection:
        return [name for (name,) in connection.exec_driver_sql("SELECT name FROM setting ORDER BY name")]


def test_what_is_written_is_there(database):
    with database.writing() as connection:
        connection.exec_driver_sql(NOTE.format("a"))
    assert names(database) == ["a"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_writing_is_all_or_nothing(database, error):
    with pytest.raises(error), database.writing() as connection:
        connection.exec_driver_sql(NOTE.format("a"))
        raise error
    assert names(database) == []


def test_a_reader_sees_nothing_half_written(database):
    with database.writing() as connection:
        connection.exec_driver_sql(NOTE.format("a"))
        assert names(database) == []
    assert names(database) == ["a"]


def test_a_constraint_is_for_whoever_counts_on_it(database):
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.exec_driver_sql(NOTE.format("a"))
        connection.exec_driver_sql(NOTE.format("a"))
    assert names(database) == []


def test_no_values_are_in_what_an_error_says(database):
    with pytest.raises(StoreError) as refused, database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO nowhere VALUES (" + ("?" if database.engine.dialect.name == "sqlite" else "%s") + ")", (ZOE,)
        )
    assert ZOE not in "".join(traceback.format_exception(refused.value))


def test_many_writers_take_their_turns(database):
    def write(number):
        with database.writing() as connection:
            connection.exec_driver_sql(NOTE.format(f"{number:02}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(database)) == 12


def test_a_writer_waits_for_another_program(sqlite_path):
    database = Database(f"sqlite:///{sqlite_path}")
    waiting = threading.Thread(target=lambda: _write(database))
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting.start()
        other.execute(NOTE.format("theirs"))
        other.execute("COMMIT")
    waiting.join()
    assert names(database) == ["ours", "theirs"]
    database.close()


def _write(database):
    with database.writing() as connection:
        connection.exec_driver_sql(NOTE.format("ours"))


def test_a_writer_does_not_wait_for_ever(sqlite_path):
    database = Database(f"sqlite:///{sqlite_path}", patience=0.05)
    with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as refused:
            _write(database)
        assert names(database) == []
        other.execute("ROLLBACK")
    assert str(refused.value) == "Another program keeps mcsync's own records locked. Close it (a backup, a database viewer), then resume."
    assert not refused.value.permanent
    _write(database)
    database.close()


FULL = f"""
import resource, sys
from mcsync.errors import StoreError
from mcsync.store.database import Database
database = Database("sqlite:///" + sys.argv[1])
insert = "INSERT INTO setting (name, text) VALUES (?, ?)"
with database.writing() as connection:
    connection.exec_driver_sql(insert, ("before", "x"))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, {resource.RLIM_INFINITY}))
try:
    with database.writing() as connection:
        for number in range(50):
            connection.exec_driver_sql(insert, (f"{{number:02}}", "{ZOE}" * 1000))
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, ({resource.RLIM_INFINITY}, {resource.RLIM_INFINITY}))
with database.writing() as connection:
    connection.exec_driver_sql(insert, ("after", "x"))
"""


def test_a_full_disk_is_said_to_be_full_and_nothing_is_half_written(sqlite_path):
    done = subprocess.run([sys.executable, "-c", FULL, str(sqlite_path)], capture_output=True, text=True, env={"PYTHONPATH": "."})
    assert done.stderr == ""
    assert done.stdout.startswith("There is no room for mcsync's own records: ")
    assert done.stdout.endswith("Free some disk space, then resume.\n")
    database = Database(f"sqlite:///{sqlite_path}")
    assert names(database) == ["after", "before"]
    database.close()


def test_a_store_that_may_not_be_written_says_so(sqlite_path):
    database = Database(f"sqlite:///{sqlite_path}")
    with pytest.raises(StoreError) as refused, database.writing() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql(NOTE.format("a"))
    assert str(refused.value).startswith("mcsync may not write its own records: attempt to write a readonly database.")
    database.close()


@pytest.mark.parametrize("content", [b"this is no database at all, " * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_store_is_refused_with_its_place(tmp_path, content):
    (tmp_path / "store.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match=r"^The store at sqlite:////.*/store\.sqlite cannot be opened: "):
        Database(f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "store",
        "oracle://x",
        "mysql://u:p@localhost/x",
        "sqlite://[",
        "postgresql://h:port/x",
        "nonsense://x",
        "sqlite:////proc/1/nowhere/store.sqlite",
        "sqlite:////dev/null/store.sqlite",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_with_examples(url):
    with pytest.raises(SettingsError, match=r"^The store's address cannot be used: .*Use sqlite:///path or postgresql\+psycopg://"):
        Database(url)


def test_a_kind_of_store_whose_package_is_not_installed_names_the_package():
    with pytest.raises(SettingsError) as refused:
        Database("postgresql+pg8000://someone:hunter2@db.example/x")
    assert str(refused.value) == (
        "A store at postgresql+pg8000://someone:***@db.example/x needs the Python package pg8000. Install it, then start again."
    )


def test_no_password_is_told():
    with pytest.raises(SettingsError) as refused:
        Database("oracle://someone:hunter2@db.example/x")
    assert "hunter2" not in str(refused.value)
    assert "someone:***@db.example" in str(refused.value)


def test_the_store_is_for_its_owners_eyes_only(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'new' / 'store.sqlite'}")
    _write(database)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert modes == {"store.sqlite": 0o600, "store.sqlite-wal": 0o600, "store.sqlite-shm": 0o600}
    database.close()


def test_too_many_at_once_is_said_to_be(sqlite_path):
    database = Database(f"sqlite:///{sqlite_path}")
    database.engine.pool._timeout = 0.01
    readers = [database.engine.connect() for _ in range(15)]
    with pytest.raises(StoreError, match=r"^Too many pages ask for mcsync's own records at once"), database.reading():
        pass
    for reader in readers:
        reader.close()
    database.close()


def test_a_first_start_waits_for_the_other_first_start(tmp_path):
    """SQLite refuses at once, without its own patience, to change the journal of a file that another connection is writing."""
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ends = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        ends.start()
        Database(f"sqlite:///{path}").close()
        ends.join()
