"""What a look back costs: a store with 5,000,000 log lines (contacts of plans) over 90 days, filled by SQL, asked as the pages ask."""

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import Figure as Asked
from mcsync.service import RunFilter, open_service
from tests.bench.figures import Figure

DAYS = 90
DAY = 86_400.0
PEOPLE = 50_000
#: A whole export each night, and automatic runs over the day.
BATCHES, BATCH_SIZE = 100, 500
LOOKS_A_DAY, LOOK_SIZE = 144, 39
#: Seconds in which a page may have its figures.
LIMIT = 0.3
#: Seconds that a fragment may take which is drawn again every second or two.
TICK = 0.2
#: Times that each question is asked; the quickest counts, because other work runs on the machine.
ROUNDS = 5

#: One contact in a hundred is refused, for five causes in turn.
_FILL = """
CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);
INSERT INTO n WITH RECURSIVE c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 49999) SELECT i FROM c;
INSERT INTO address (id, address) SELECT i + 1, 'person' || i || '@orange.example' FROM n WHERE i < :people;
INSERT INTO contact (audience, address_id, status, sent, consented, outcome, attempts, cause, words, held_until, run_id, at)
    SELECT 1, i + 1, 'subscribed', '{}', 1, CASE i % 100 WHEN 7 THEN 'refused' ELSE 'created' END, 1,
        CASE i % 100 WHEN 7 THEN 'fake' END, NULL, NULL, 1, :now FROM n WHERE i < :people;
INSERT INTO run (id, audience, kind, state, holds, batch_size, connections, "full", "by", created_at, started_at, ended_at)
    SELECT 1 + d.i * (1 + :looks) + k.i, 1, CASE k.i WHEN 0 THEN 'manual' ELSE 'automatic' END, 'done', 0, :size, 10, 0, 'bench',
        :since + :day * d.i + k.i * :day / (1 + :looks), :since + :day * d.i + k.i * :day / (1 + :looks),
        :since + :day * d.i + k.i * :day / (1 + :looks) + 60
    FROM n AS d CROSS JOIN n AS k WHERE d.i < :days AND k.i <= :looks;
INSERT INTO item (run_id, place, address_id, batch, effect, outcome, cause, words)
    SELECT r.id, i + 1, 1 + (i + r.id * 7919) % :people, 1 + i / :size, 'add',
        CASE i % 100 WHEN 7 THEN 'refused' ELSE 'created' END,
        CASE WHEN i % 100 = 7 THEN CASE (i / 100 + r.id) % 5 WHEN 0 THEN 'fake' WHEN 1 THEN 'malformed' WHEN 2 THEN 'too_many_signups'
            WHEN 3 THEN 'merge_fields' ELSE 'other' END END, NULL
    FROM run AS r CROSS JOIN n WHERE i < CASE r.kind WHEN 'manual' THEN :batches * :size ELSE :look END;
INSERT INTO batch (run_id, number, road, state, size, tries, strikes, claimed_at, settled_at, created, updated, refused, left_alone)
    SELECT i.run_id, i.batch, 'add', 'settled', count(*), 1, 0, r.created_at + i.batch, r.created_at + i.batch + 1,
        count(*) - count(i.cause), 0, count(i.cause), 0
    FROM item AS i JOIN run AS r ON r.id = i.run_id GROUP BY i.run_id, i.batch;
INSERT INTO refusal (run_id, batch, cause, count)
    SELECT run_id, batch, cause, count(*) FROM item WHERE cause IS NOT NULL GROUP BY run_id, batch, cause;
INSERT INTO tally (run_id, part, name, count)
    SELECT run_id, 'contacts', '', count(*) FROM item GROUP BY run_id;
"""


def reporting():
    """The status of 90 days and of 7, the people behind a number, a page of runs, one run."""
    with tempfile.TemporaryDirectory(prefix="mcb") as folder:
        environment = os.environ | {"MCSYNC_DATA": folder, "MCSYNC_AUDIENCE": NEWSLETTER}
        with closing(open_service(environment)) as service:
            service.change({"time_zone": "Europe/Paris"}, "bench")
            lines = _fill(Path(folder) / "mcsync.sqlite")
            return [*_measured(service, lines), _tick(service, Path(folder) / "mcsync.sqlite", lines)]


def _measured(service, lines):
    refused = service.status(DAYS).errors
    assert refused == service.people_behind(Asked(days=DAYS)).total
    questions = {
        f"status of {DAYS} days over {lines:,} log lines, s": lambda: service.status(DAYS),
        "status of 7 days over the same, s": lambda: service.status(7),
        f"ten of {refused:,} people behind a number, s": lambda: service.people_behind(Asked(days=DAYS, cause="fake")),
        f"ten of all who were sent in {DAYS} days, s": lambda: service.people_behind(Asked(days=DAYS, everyone=True)),
        "a page of the runs with errors, s": lambda: service.runs_page(DAYS, RunFilter(with_errors=True)),
        "a run and a page of its batches, s": lambda: (service.run(1), service.run_record(1), service.batches(1)),
    }
    for what, ask in questions.items():
        took = min(_seconds(ask) for _ in range(ROUNDS))
        yield Figure(what=what, measured=f"{took:.3f}", wanted=f"≤ {LIMIT}", ok=took <= LIMIT)


def _tick(service, path, lines):
    """All that is asked again and again while an export is under way: the window of the run, the lines above and beside the page, on one page."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute(
            "UPDATE run SET state = 'sending', ended_at = NULL, holds = 1 WHERE id = (SELECT max(id) FROM run WHERE kind = 'manual')"
        )
    run = service.under_way().run

    def ask():
        service.worker_silent(), service.worker_seen(), service.under_way(), service.following()
        service.run(run), service.strip(run), service.refusals(run)

    took = min(_seconds(ask) for _ in range(ROUNDS))
    return Figure(what=f"a tick over {lines:,} log lines, s", measured=f"{took:.3f}", wanted=f"≤ {TICK}", ok=took <= TICK)


def _fill(path):
    """A run each night and 144 a day; returns how many contacts their plans have."""
    now = time.time()
    values = {
        "now": now,
        "since": now - DAYS * DAY + DAY / 2,
        "day": DAY,
        "days": DAYS,
        "people": PEOPLE,
        "batches": BATCHES,
        "size": BATCH_SIZE,
        "looks": LOOKS_A_DAY,
        "look": LOOK_SIZE,
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute(
            "INSERT INTO audience (id, name, double_optin, reading, version, changes_since) VALUES (?, '', 0, 0, 0, '')", (NEWSLETTER,)
        )
        for statement in filter(None, map(str.strip, _FILL.split(";\n"))):
            store.execute(statement.rstrip(";"), values)
        return store.execute("SELECT count(*) FROM item").fetchone()[0]


def _seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
