"""The webhook on the Audience page: what it is good for, registered, heard, removed."""

import pytest

from tests.fixtures.ui import press, words


@pytest.fixture
def reader(pages):
    pages.choose_audience()
    return pages.open("audience")


def test_it_says_that_it_is_optional_and_why_localhost_cannot_do(reader):
    assert "nothing is lost without a webhook" in words(reader)
    assert "like localhost, cannot do" in words(reader)


def test_it_is_registered_and_removed_with_one_click_each(reader, pages, listener):
    reader.text_input(key="webhook_address").set_value(listener.url.removesuffix("/hook"))
    press(reader, "register_webhook")
    assert "Mailchimp tells us at once" in words(reader)
    assert "nothing heard yet" in words(reader)
    assert pages.service.webhook().since is not None
    press(reader, "remove_webhook")
    assert "Removed." in words(reader)
    assert not pages.service.webhook().asked


def test_a_wrong_address_is_refused_in_words_and_stays_in_its_field(reader, pages):
    reader.text_input(key="webhook_address").set_value("http://<b>x</b>")
    press(reader, "register_webhook")
    assert "Not done" in words(reader)
    assert reader.text_input(key="webhook_address").value == "http://<b>x</b>"
    assert not pages.service.webhook().asked


def test_a_lost_answer_is_told_with_what_to_do(pages, listener):
    pages.choose_audience()
    pages.service.register_webhook(listener.url.removesuffix("/hook"), "test")
    store = pages.service._wiring.store
    number = store.mirror.find(pages.service.in_force().settings.audience).number
    row = store.webhooks.find(number)
    store.webhooks.keep(number, url=row.url, mark=row.mark)
    assert "its answer was lost" in words(pages.open("audience"))
