"""The webhook end to end: Mailchimp's stand-in posts over a real socket to the real server, and whatever it says, the API decides."""

import http.client
import re
import time
from urllib.parse import urlencode

import pytest

from mcsync.contact import MemberStatus
from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import WEBHOOK_PATH
from mcsync.ui.webhook import ANSWER_WITHIN
from tests.fixtures.command import until

#: Seconds that Mailchimp waits, says its documentation.
WAITS = 10.0
ZOE = "zoe@courrier.example"


@pytest.fixture
def stack(start_stack):
    """Exported once, and registered; no worker, so that each look is the test's."""
    found = start_stack(worker=False, exported=True)
    with found.service() as verbs:
        verbs.change({"read_back_every": "86400"}, "test")
        assert verbs.look("test")[0]
        verbs.register_webhook(found.url, "test")
    return found


@pytest.fixture
def path(stack):
    [hook] = stack.sandbox.desk.account.audiences[NEWSLETTER].webhooks.values()
    return hook["url"].removeprefix(stack.url)


def ask(stack, method, path, body=None, *, host=None):
    """Status, body and seconds of the answer; who is told “not now” comes again, as Mailchimp does."""
    until = time.monotonic() + 60
    while (answer := ask_once(stack, method, path, body, host=host))[0] == 503 and time.monotonic() < until:
        pass
    return answer


def ask_once(stack, method, path, body=None, *, host=None):
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    began = time.monotonic()
    try:
        connection.request(method, path, body, {"Host": host or f"127.0.0.1:{stack.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read(), time.monotonic() - began
    finally:
        connection.close()


def subscribed(stack, count):
    found = [address for address, member in stack.sandbox.members().items() if member["status"] == "subscribed"]
    return sorted(found)[:count]


def known(verbs, address):
    store = verbs._wiring.store
    return store.mirror.known(store.mirror.find(NEWSLETTER).number, [address])[address].status


def test_who_leaves_in_mailchimp_is_known_at_the_next_look(stack):
    leaver, stays = subscribed(stack, 2)
    stack.sandbox.edit_members([{"email_address": leaver, "status": "unsubscribed", "unsubscribed_by": "self"}])
    with stack.service() as verbs:
        until(lambda: verbs.webhook().heard_at, 30)
        assert known(verbs, leaver) is MemberStatus.SUBSCRIBED, "the post is not believed"
        assert verbs.look("test")[0]
        assert (known(verbs, leaver), known(verbs, stays)) == (MemberStatus.UNSUBSCRIBED, MemberStatus.SUBSCRIBED)
        assert [(one.address, one.after) for one in verbs.news()] == [(leaver, MemberStatus.UNSUBSCRIBED)]


def test_our_own_export_is_not_posted_to_us(stack):
    with stack.service() as verbs:
        verbs.wait(verbs.export("test", full=True).run)
        stack.sandbox.edit_members([{"email_address": ZOE, "status": "subscribed"}])
        until(lambda: verbs.webhook().heard_at, 30)
        store = verbs._wiring.store
        assert list(store.webhooks.waiting(store.mirror.find(NEWSLETTER).number)) == [ZOE]


def test_with_every_post_lost_who_left_is_heard_of_by_polling(stack):
    [leaver] = subscribed(stack, 1)
    stack.stop("pages")
    stack.sandbox.edit_members([{"email_address": leaver, "status": "unsubscribed"}])
    with stack.service() as verbs:
        verbs.change({"read_back_every": "10"}, "test")
        number = verbs._wiring.store.mirror.find(NEWSLETTER).number
        verbs._wiring.store.schedules.note(number, read_back_at=0.0)
        assert verbs.look("test")[0]
        assert known(verbs, leaver) is MemberStatus.UNSUBSCRIBED


def test_the_webhooks_path_answers_under_any_name_to_whoever_has_the_secret_and_nothing_else_does(stack, path):
    elsewhere = "sync.shop.example"
    form = urlencode({"type": "unsubscribe", "data[email]": ZOE})
    assert [ask(stack, method, path, host=elsewhere)[0] for method in ("GET", "HEAD")] == [200, 200]
    assert ask(stack, "POST", path, b"", host=elsewhere)[0] == 200
    assert ask(stack, "POST", path, form, host=elsewhere)[0] == 200
    wrong = WEBHOOK_PATH + "x" * 43
    refused = [
        ("GET", "/"),
        ("GET", wrong),
        ("POST", wrong),
        ("DELETE", path),
        ("PUT", path),
        ("GET", f"{path}/../../"),
        ("GET", "/export"),
    ]
    assert [ask(stack, method, where, host=elsewhere)[0] for method, where in refused] == [403] * len(refused)
    assert [ask(stack, "POST", where, form)[0] for where in (wrong, WEBHOOK_PATH + "%20")] == [404] * 2
    assert ask(stack, "POST", WEBHOOK_PATH + "%00", form)[0] == 400


def test_what_is_no_form_is_answered_and_believed_nothing(stack, path):
    bodies = [b"\xff\xfe\x00", b"{}", b"&" * 1000, urlencode({"data[email]": "<img src=x>"}).encode(), b"a=" + b"x" * 60_000]
    assert [ask(stack, "POST", path, body)[0] for body in bodies] == [200] * len(bodies)
    assert ask(stack, "POST", path, b"x" * 1_000_000)[0] == 413
    with stack.service() as verbs:
        store = verbs._wiring.store
        assert store.webhooks.waiting(store.mirror.find(NEWSLETTER).number) == {}
        assert verbs.look("test")[0]


def test_neither_secret_nor_people_are_in_the_servers_log(stack, path):
    ask(stack, "POST", path, urlencode({"data[email]": ZOE}))
    ask(stack, "POST", path, b"x" * 1_000_000)
    log = (stack.folder / "pages.log").read_text()
    assert path.removeprefix(WEBHOOK_PATH) not in log
    assert not re.search(r"zoe(@|%40)courrier", log)
    assert "Traceback" not in log


def test_an_answer_comes_within_a_second_even_while_the_store_is_locked(stack, path):
    form = urlencode({"data[email]": ZOE})
    ask(stack, "POST", path, form)
    with stack.service() as verbs, verbs._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE audience SET name = name")
        status, _, took = ask_once(stack, "POST", path, form)
    assert status == 503
    assert ANSWER_WITHIN < 1
    assert took < WAITS, "a store that is locked for longer is not waited for"
