"""A store of any age is brought up to date; one of the future is left alone."""

import multiprocessing
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from mcsync.errors import StoreError
from mcsync.store import migrations
from mcsync.store.database import Database

VERSIONS = Path(migrations.__file__).parent / "versions"


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(empty_url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = Database(empty_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    database.close()


def test_the_newest_revision_is_the_one_that_counts_as_up_to_date():
    revisions = [re.search(r'^revision = "(\d{4})"$', file.read_text(), re.MULTILINE)[1] for file in VERSIONS.glob("*.py")]
    assert max(revisions) == migrations.HEAD
    assert len(revisions) == len(set(revisions))


def test_a_store_that_is_up_to_date_opens_without_alembic(migrated_sqlite, tmp_path):
    path = tmp_path / "store.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    script = "import sys; from mcsync.store.database import Database; Database('sqlite:///' + sys.argv[1]).close(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, env={"PYTHONPATH": "."})
    assert (done.stdout, done.stderr) == ("False\n", "")


def _open(url, gate, answers):
    gate.wait()
    Database(url).close()
    answers.put("opened")


def test_two_first_starts_at_once_make_one_store(empty_url):
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(2), spawn.Queue()
    processes = [spawn.Process(target=_open, args=(empty_url, gate, answers)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]


def test_a_store_of_a_newer_mcsync_is_left_alone(store_url):
    database = Database(store_url)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError) as refused:
        Database(store_url)
    assert str(refused.value).startswith("The store was last used by a newer mcsync (its tables are 9999, this one knows ")
    with database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{migrations.HEAD}'")
    database.close()


def test_opening_again_changes_nothing(store_url):
    first = Database(store_url)
    with first.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, text) VALUES ('a', 'x')")
    first.close()
    again = Database(store_url)
    with again.reading() as connection:
        assert connection.exec_driver_sql("SELECT name FROM setting").scalar() == "a"
    again.close()
