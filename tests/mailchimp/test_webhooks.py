"""Registering with Mailchimp: what we ask for, and that it can be found and ended again."""

from contextlib import closing

import pytest

from mcsync.errors import AudienceMissingError, MailchimpError
from mcsync.mailchimp import Mailchimp
from mcsync.sandbox.practice import NEWSLETTER


@pytest.fixture
def mailchimp(sandbox):
    with closing(Mailchimp(sandbox.key, url=sandbox.url, sleep=lambda _: None)) as opened:
        yield opened


def test_a_webhook_is_registered_for_people_and_never_for_our_own_writes(mailchimp, sandbox, listener):
    mailchimp.add_webhook(NEWSLETTER, listener.url)
    [hook] = sandbox.desk.account.audiences[NEWSLETTER].webhooks.values()
    assert hook["sources"] == {"user": True, "admin": True, "api": False}
    assert {name for name, wanted in hook["events"].items() if wanted} == {"subscribe", "unsubscribe", "profile", "cleaned", "upemail"}


def test_it_is_found_by_its_url_and_deleted_even_twice(mailchimp, listener):
    mailchimp.add_webhook(NEWSLETTER, listener.url)
    [hook] = mailchimp.webhooks(NEWSLETTER)
    assert hook.url == listener.url
    mailchimp.delete_webhook(NEWSLETTER, hook.id)
    mailchimp.delete_webhook(NEWSLETTER, hook.id)
    assert mailchimp.webhooks(NEWSLETTER) == []


def test_one_that_does_not_answer_is_refused_for_good(mailchimp, listener):
    listener.status = 500
    with pytest.raises(MailchimpError) as refused:
        mailchimp.add_webhook(NEWSLETTER, listener.url)
    assert refused.value.permanent


def test_an_audience_that_is_gone_has_none(mailchimp):
    with pytest.raises(AudienceMissingError):
        mailchimp.webhooks("ffffffffff")
