"""Settings: who is told, what is kept, one person erased, everything as a file."""

import json

from mcsync.outcome import RunState
from mcsync.store import erasing
from mcsync.ui.erase_form import PARTS
from tests.fixtures.ui import press, words


def fill(reader, **texts):
    for key, text in texts.items():
        reader.text_input(key=key).set_value(text)
    return reader


def test_a_new_reader_learns_that_nobody_is_told(pages):
    read = words(pages.open("settings"))
    assert "Nobody is told when something stops" in read
    assert "Nobody has changed or started anything yet." in read


def test_alerts_are_set_tested_and_their_secrets_never_shown(pages, receiver):
    reader = press(fill(pages.open("settings"), alert_webhook=receiver.url), "save_alerts")
    assert "Saved. Send a test to see that it arrives." in words(reader)
    assert pages.service.in_force().settings.alert_webhook == receiver.url
    reader = press(pages.open("settings"), "test_alerts")
    assert "The test by webhook was taken." in words(reader)
    assert receiver.heard[0]["event"] == "test"
    assert "s3cret" not in str(reader.main) + words(reader)
    receiver.answers.append(500)
    assert "status 500" in words(press(pages.open("settings"), "test_alerts"))


def test_what_is_wrong_is_refused_and_nothing_is_stored(pages):
    reader = press(fill(pages.open("settings"), alert_mail_to="ann@example.com", smtp_host="a b"), "save_alerts")
    assert "“a b” is not the name of a mail server" in words(reader)
    assert pages.service.in_force().settings.alert_mail_to == ()


def test_an_alert_that_could_not_be_sent_is_shown(pages, receiver):
    pages.choose_audience()
    pages.service.change({"alert_webhook": receiver.url}, "Ada")
    run = pages.service.export("Ada").run
    pages.service._wiring.store.runs.become(run, RunState.FAILED)
    receiver.answers.append(404)
    pages.service.tell_alerts()
    read = words(pages.open("settings"))
    assert "An alert could not be sent by webhook" in read
    assert "status 404" in read


def test_the_time_that_details_are_kept_can_be_set_to_never(pages):
    reader = pages.open("settings")
    reader.number_input(key="retention_days").set_value(0)
    press(reader, "save_retention")
    assert pages.service.in_force().settings.retention_days == 0


def test_a_person_is_looked_up_and_erased_once_somebody_is_sure(pages):
    pages.choose_audience()
    run = pages.export()
    address = next(one["address"] for one in pages.service.people(run.run))
    reader = press(fill(pages.open("settings"), erase_address=address), "see_held")
    assert "The shop still has this address." in words(reader)
    assert reader.button(key="erase").disabled
    reader.checkbox(key="erase_sure").check().run()
    reader = press(reader, "erase")
    assert "Erased. The newest receipt below is theirs." in words(reader)
    assert pages.service.held(address).records == {}
    assert [one.by for one in pages.service.receipts()] == ["page"]


def test_every_kind_of_record_has_its_words():
    assert set(PARTS) == set(erasing.PARTS)


def test_what_is_no_address_cannot_be_looked_up(pages):
    reader = press(fill(pages.open("settings"), erase_address="ann"), "see_held")
    assert "This address cannot be looked up" in words(reader)


def test_settings_are_taken_from_a_file_or_refused(pages):
    kept = json.loads(pages.service.settings_file())
    kept["settings"] |= {"batch_size": "77"}
    kept["settings"].pop("mailchimp_url")
    reader = pages.open("settings")
    reader.get("file_uploader")[0].upload("settings.json", json.dumps(kept).encode(), "application/json")
    reader = press(reader, "use_file")
    assert [one.value for one in reader.error] == []
    assert "Settings were taken from the file." in words(reader)
    assert pages.service.in_force().settings.batch_size == 77
    assert "No file is chosen." in words(press(pages.open("settings"), "use_file"))


def test_the_journal_says_who_did_what(pages):
    pages.service.change({"batch_size": "77"}, "Ada")
    shown = pages.open("settings").table[-1].value
    assert shown["By"].tolist() == ["Ada"]
    assert shown["What"].tolist() == ["Setting changed"]
    assert shown["Detail"].tolist() == ["Batch size: 77"]


def test_the_journal_calls_a_run_as_the_other_pages_do(pages):
    pages.choose_audience()
    run = pages.service.export("Ada").run
    pages.service.pause(run, "Bob")
    shown = pages.open("settings").table[-1].value
    assert shown["Detail"].tolist()[:2] == ["Run 1", "Export 1"]


def test_the_journal_holds_what_was_changed_and_not_the_rest_of_a_form(pages):
    pages.service.change({"batch_size": "77", "exclusions": "", "automatic": "no"}, "Ada")
    pages.service.change({"batch_size": "77", "exclusions": "", "automatic": ""}, "Bob")
    shown = pages.open("settings").table[-1].value
    assert shown["By"].tolist() == ["Bob", "Ada", "Ada"]
    assert shown["Detail"].tolist() == ["Automatic synchronisation: emptied", "Automatic synchronisation: no", "Batch size: 77"]
