"""The page of one run."""

import pytest

from mcsync.setting_names import SETTING_NAMES
from tests.fixtures.ui import figures, press, words

FAKE = "fake.looking@gmial.example"


def cells(reader, table):
    """The lines of a table, as they are shown."""
    return reader.table[table].value.to_numpy().tolist()


def test_without_a_number_it_says_where_runs_are(pages):
    reader = pages.open("run")
    assert "Choose a run on the Status page to see all of it." in words(reader)


@pytest.mark.parametrize("asked", ["99", "seven", "-1", "1e3", "9" * 40, "<b>"])
def test_a_run_that_is_none_is_refused_in_words(pages, asked):
    reader = pages.open("run", run=asked)
    assert [error.proto.title for error in reader.error] == ["This run cannot be shown"]


def test_its_figures_reconcile(exported):
    reader = exported.open("run", run="1")
    numbers = {label: int(value.replace(",", "")) for label, value in figures(reader).items() if "/" not in value}
    assert numbers["Contacts"] == numbers["To send"] + numbers["Unchanged"] + numbers["Left alone"]
    assert numbers["To send"] == numbers["Created"] + numbers["Updated"] + numbers["Refused"]
    assert "asked for by test" in words(reader)
    assert "**Done**" in words(reader)


def test_each_batch_has_its_line(exported):
    reader = exported.open("run", run="1")
    batches = cells(reader, 0)
    assert [line[0] for line in batches] == [str(number + 1) for number in range(10)]
    assert sum(int(line[2]) for line in batches) == 4128
    assert sum(int(line[5]) for line in batches) == 3
    assert all(line[4].endswith(" s") for line in batches)
    reader.toggle(key="batches_errors").set_value(True).run()
    assert all(int(line[5]) for line in cells(reader, 0))


def test_causes_lead_to_their_people_and_can_be_sent_again(exported):
    reader = exported.open("run", run="1")
    assert "People: 3" in words(reader)
    reader.radio(key="run_1_cause").set_value("fake").run()
    assert [link.value for link in reader.page_link if "@" in link.value] == [f"`{FAKE}`"]
    reader = press(reader, "run_retry")
    assert "Look at run 2" in words(reader)
    run = exported.service.wait(2)
    assert (run.to_send, run.refused) == (1, 1)


def test_the_settings_in_force_are_kept_without_secrets(exported):
    exported.service.change({"batch_size": "100", "exclusions": "ann@orange.example, @shop.example"}, "test")
    exported.service.wait(exported.service.export("test").run)
    settings = dict(cells(exported.open("run", run="2"), -1))
    assert settings["Batch size"] == "100"
    assert settings["Audience"] == "Boutique – newsletter"
    assert settings["Consent"] == "Respect their choice"
    assert (settings["Disabled accounts too"], settings["Columns of the file"]) == ("no", "—")
    assert "shop.example" in settings["Exclusion rules"]
    assert "ann" not in settings["Exclusion rules"]
    assert not {str(SETTING_NAMES[code]) for code in ("mailchimp_key", "shop_url", "smtp_password", "alert_webhook")} & set(settings)


def test_it_is_not_in_the_menu(pages):
    from mcsync.ui.directory import ENTRIES

    assert [name for name, entry in ENTRIES.items() if not entry.listed] == ["run"]
