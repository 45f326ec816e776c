"""The proof on the diagnostic page: figures, people, files."""

from mcsync.ui import proof
from tests.fixtures.ui import figures, press, words


def test_before_anything_was_verified_the_page_says_so(pages):
    pages.choose_audience()
    assert "Nothing was verified yet." in words(pages.open("diagnostic", show="proof"))


def test_the_proof_that_an_export_made_by_itself_is_there_at_once(exported):
    found = exported.service.last_proof()
    shown = figures(exported.open("diagnostic", show="proof"))
    assert shown["In place"] == f"{found.in_place:,}"


def test_proving_by_itself_can_be_switched_off_and_is_off_then(pages):
    pages.choose_audience()
    reader = pages.open("diagnostic", show="proof")
    reader.toggle(key="verify_by_itself").set_value(False).run()
    assert pages.service.in_force().settings.verify_by_itself is False
    pages.export()
    assert pages.service.last_proof() is None


def test_the_figures_stay_after_a_reload_and_for_the_next_reader(exported):
    before = exported.service.last_proof()
    reader = press(exported.open("diagnostic", show="proof"), "verify_now")
    found = exported.service.last_proof()
    assert (before.by, found.by) == ("test", "page")
    expected = {"In place": found.in_place, "Different": found.different, "Missing": found.missing, "There but not ours": found.not_ours}
    assert {label: int(value.replace(",", "")) for label, value in figures(reader).items()} == expected
    again = exported.open("diagnostic", show="proof")
    assert figures(again) == figures(reader)
    assert f"After run: {found.run}" in words(again)


def test_who_is_missing_is_listed_with_the_reason_and_can_be_chosen(exported):
    reader = press(exported.open("diagnostic", show="proof"), "verify_now")
    found = exported.service.last_proof()
    missing = [one["address"] for one in found.examples if one["kind"] == "missing"]
    assert missing
    tables = [frame.value for frame in reader.dataframe]
    assert any(
        list(table["address"]) == missing and "Mailchimp takes this address for a fake" in " ".join(table["detail"]) for table in tables
    )
    assert reader.button(key="proof_missing_again").disabled


def test_the_window_of_a_run_shows_its_own_proof(exported):
    run = exported.service.last_export().run
    reader = press(exported.open("export", run=str(run)), "verify")
    assert figures(reader)["In place"] == f"{exported.service.proof(run).in_place:,}"


def test_every_kind_of_people_has_its_title():
    assert set(proof.KINDS) == {"different", "missing", "not_ours"}


def test_while_a_run_is_under_way_nobody_is_offered_to_verify(exported):
    exported.service.export("Ada", full=True)
    reader = exported.open("diagnostic", show="proof")
    assert "A run is under way, and needs the connections to Mailchimp." in words(reader)
    assert [button.key for button in reader.button if button.key == "verify_now"] == []
