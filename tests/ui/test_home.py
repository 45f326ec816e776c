"""Home says what is connected, what was done last and what comes next."""

from mcsync.outcome import RunKind, RunState
from mcsync.sandbox.practice import NEWSLETTER
from tests.fixtures.ui import figures, words


def run_audience(pages):
    return pages.service._wiring.store.mirror.find(NEWSLETTER).number


def test_a_new_reader_is_told_that_this_is_practice_and_what_comes_first(pages):
    reader = pages.open()
    read = words(reader)
    assert "Practice mode: the sample shop and a Mailchimp sandbox on this computer; nothing leaves it." in read
    assert "4,350 customers, 850 newsletter-only" in read
    assert "Choose the audience that people are sent to." in read
    assert "First steps" in read
    done = [line.value.split("**")[1] for line in reader.markdown if "check_circle" in line.value and line.value > "**1"]
    assert "1. Connect your shop, or practise" in done
    assert "3. Choose the audience" not in done


def test_the_steps_lead_on_to_the_export(pages):
    pages.choose_audience()
    assert [link.proto.page for link in pages.open().get("page_link") if "Do this now" in link.proto.label] == ["preview"]


def test_after_an_export_its_figures_are_shown_and_its_errors_come_next(pages):
    pages.choose_audience()
    run = pages.export()
    reader = pages.open()
    shown = figures(reader)
    assert shown == {"Created": "4,124", "Updated": "1", "Left alone": "4", "Refused": "3", "Contacts sent": "4,128", "Errors": "3"}
    assert "First steps" not in words(reader)
    assert f"Export {run.run}" in words(reader)
    assert "Look at the errors" in words(reader)


def test_the_proof_of_the_last_export_is_shown_once_there_is_one(pages):
    pages.choose_audience()
    pages.service.change({"verify_by_itself": "no"}, "test")
    pages.export()
    assert "Not verified yet" in words(pages.open())
    found = pages.service.verify("Ada")
    read = words(pages.open())
    assert f"{found.in_place:,} in place, {found.different} different, {found.missing} missing." in read
    assert "Not verified yet" not in read


def test_a_look_by_itself_is_no_export_and_calls_for_nothing(pages):
    pages.choose_audience()
    run = pages.export()
    pages.service._wiring.store.runs.start(
        RunKind.AUTOMATIC, run_audience(pages), batch_size=500, connections=10, full=False, by="automatic"
    )
    read = words(pages.open())
    assert f"Export {run.run}" in read
    assert "An export is under way." not in read


def test_refusals_that_nobody_can_undo_call_for_nothing(pages):
    pages.choose_audience()
    pages.export()
    assert "Look at the errors" in words(pages.open())
    with pages.service._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET cause = 'left_there' WHERE cause IS NOT NULL")
    assert "Look at the errors" not in words(pages.open())


def test_an_older_proof_says_which_run_it_followed(pages):
    pages.choose_audience()
    pages.export()
    pages.service.cancel(pages.service.export("Ada", full=True).run, "Ada")
    assert ", after run 1: " in words(pages.open())


def test_a_run_that_waits_for_somebody_is_what_comes_next(pages):
    pages.choose_audience()
    pages.export()
    run, _ = pages.service._wiring.store.runs.start(
        RunKind.AUTOMATIC, run_audience(pages), batch_size=500, connections=10, full=False, by="automatic"
    )
    pages.service.pause(run, "Ada")
    reader = pages.open()
    assert "A run is paused, and nothing else is sent meanwhile" in words(reader)
    assert [link.proto.query_string for link in reader.get("page_link") if "Open the run" in link.proto.label] == [f"run={run}"]


def test_while_an_export_has_all_connections_nothing_is_called_disconnected(pages):
    pages.choose_audience()
    pages.service.check()
    pages.service.preview()
    wiring = pages.service._wiring
    wiring.store.runs.become(pages.service.export("Ada").run, RunState.PLANNING)
    wiring.store.leases.acquire(wiring.lease(wiring.in_force().settings), "worker")
    pages.sandbox.order_faults("429")
    read = words(pages.open())
    assert "Mailchimp is busy with the run under way" in read
    assert "“Boutique – newsletter” is there" in read
    assert "Something is not connected" not in read


def test_what_needs_attention_comes_first(pages):
    pages.choose_audience()
    run = pages.export()
    with pages.service._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE run SET state = 'failed'")
    read = words(pages.open())
    assert f"Run {run.run} stopped by a problem." in read


def test_a_connection_that_is_gone_is_said_in_a_sentence(pages):
    pages.choose_audience()
    (pages.folder / "practice.json").unlink()
    reader = pages.open()
    assert "the practice sandbox is not running" in words(reader)
    assert [link.proto.page for link in reader.get("page_link") if "Do this now" in link.proto.label] == ["connect"]


def test_a_silent_worker_is_said_on_every_page(pages):
    for name in ("home", "audience", "preview", "export", "status", "diagnostic", "settings"):
        assert words(pages.open(name)).count("No worker") == 1, name
        assert "No worker is running" in words(pages.open(name)), name


def test_every_page_says_so_when_the_records_cannot_be_read(pages):
    with pages.service._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, text) VALUES ('batch_size', 'ten')")
    reader = pages.open()
    assert "“ten” is not a batch size" in words(reader)
    assert not reader.exception
