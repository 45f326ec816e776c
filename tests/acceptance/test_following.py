"""From the first complete export on, nobody thinks about it: a real shop, the statements of PrestaShop, real workers, a real socket."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

import pytest

from mcsync.sandbox.practice import NEWSLETTER
from mcsync.service import Service, Standing, open_service
from tests.fixtures.command import Command, until

#: Seconds between two looks here, and seconds within which a change must be in the audience.
EVERY, WITHIN = 10, 60
#: Seconds: longer than any machine stands still, or a worker that lives would be taken for dead, and its batch be sent again.
LEASE = "6"
SIGN_UP_CUSTOMER = (
    "UPDATE ps_customer SET newsletter = 1, newsletter_date_add = NOW(), ip_registration_newsletter = '10.0.0.1' WHERE email = %s"
)
SIGN_OFF_CUSTOMER = "UPDATE ps_customer SET newsletter = 0, newsletter_date_add = NULL WHERE email = %s AND id_shop = 1"
SIGN_UP_GUEST = (
    "INSERT INTO ps_emailsubscription (id_shop, id_shop_group, email, newsletter_date_add, ip_registration_newsletter, http_referer, active, id_lang)"
    " VALUES (1, 1, %s, NOW(), '10.0.0.1', '', %s, 1)"
)
CONFIRM = "UPDATE ps_emailsubscription SET active = 1 WHERE email = %s"
SIGN_OFF_GUEST = "DELETE FROM ps_emailsubscription WHERE email = %s AND id_shop = 1"
EDIT = "UPDATE ps_customer SET firstname = 'Zoë', date_upd = NOW() WHERE email = %s"
SOFT_DELETE = "UPDATE ps_customer SET deleted = 1 WHERE email = %s"
DELETE = "DELETE FROM ps_customer WHERE email = %s"
MOVE = "UPDATE ps_customer SET email = %s WHERE email = %s"


def person(name):
    return f"{name}@orange.example"


BEFORE = ("signs_off", "edits", "is_deleted", "is_erased", "is_soft_deleted", "moves", "left_there", "bounced_there")


@pytest.fixture
def followed(prestashop, sandbox, new_command):
    """A shop whose audience was exported completely, and is looked at every ten seconds from now on."""
    for name in BEFORE:
        prestashop.add_customer(email=person(name), newsletter=1, newsletter_date_add="2024-01-02 03:04:05")
    for name in ("signs_up", "never"):
        prestashop.add_customer(email=person(name))
    prestashop.add_subscriber(id=1, email=person("guest_signs_off"))
    prestashop.add_subscriber(id=2, email=person("guest_confirms"), active=0)
    mcsync = new_command(sandbox=sandbox, shop=prestashop, MCSYNC_LEASE_SECONDS=LEASE)
    # In this process what only prepares: a command takes a second to start.
    with closing(open_service({**mcsync.environment, "MCSYNC_DATA": str(mcsync.data)})) as verbs:
        verbs.change({"automatic_every": str(EVERY), "read_back_every": str(EVERY)}, "test")
        assert (verbs.following().standing, verbs.following().last_look) == (Standing.WAITING, None)
        verbs.wait(verbs.export("test").run)
        yield Followed(command=mcsync, verbs=verbs)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """mcsync as its command line has it, and the same verbs in this process."""

    command: Command
    verbs: Service

    def json(self, *args, **how):
        return self.command.json(*args, **how).json

    def hurry(self):
        """The next look is due now: as if the rhythm's seconds were over."""
        store = self.verbs._wiring.store
        store.schedules.note(store.mirror.find(NEWSLETTER).number, claimed_at=0.0)

    def looked(self, wanted):
        """Whether what is wanted of the standing holds; if not, a look is due."""
        self.hurry()
        return wanted(self.verbs.following())


def statuses(sandbox, people):
    members = sandbox.members()
    return {name: members.get(person(name), {"status": "absent"})["status"] for name in people}


def test_every_change_of_the_shop_is_in_the_audience_within_a_minute(followed, prestashop, sandbox, start_worker):
    execute = prestashop.database.execute
    start_worker(followed.command)
    until(lambda: followed.verbs.following().last_success, WITHIN, every=0.1)
    execute(SIGN_UP_CUSTOMER, (person("signs_up"),))
    execute(SIGN_OFF_CUSTOMER, (person("signs_off"),))
    execute(SIGN_UP_GUEST, (person("guest_signs_up"), 1))
    execute(SIGN_UP_GUEST, (person("guest_unconfirmed"), 0))
    execute(CONFIRM, (person("guest_confirms"),))
    execute(SIGN_OFF_GUEST, (person("guest_signs_off"),))
    execute(EDIT, (person("edits"),))
    execute(DELETE, (person("is_deleted"),))
    execute(DELETE, (person("is_erased"),))
    execute(SOFT_DELETE, (person("is_soft_deleted"),))
    execute(MOVE, (person("has_moved"), person("moves")))
    sandbox.edit_members(
        [
            {"email_address": person("left_there"), "status": "unsubscribed"},
            {"email_address": person("bounced_there"), "status": "cleaned"},
        ]
    )
    execute(EDIT, (person("left_there"),))
    execute(EDIT, (person("bounced_there"),))
    began = time.monotonic()
    expected = {
        "signs_up": "subscribed",
        # Their date is gone with the tick: that they consented once is what we saw ourselves.
        "signs_off": "unsubscribed",
        "guest_signs_up": "subscribed",
        "guest_unconfirmed": "absent",
        "guest_confirms": "subscribed",
        "guest_signs_off": "unsubscribed",
        "edits": "subscribed",
        "is_deleted": "unsubscribed",
        "is_erased": "unsubscribed",
        "is_soft_deleted": "unsubscribed",
        "moves": "unsubscribed",
        "has_moved": "subscribed",
        "never": "transactional",
        "left_there": "unsubscribed",
        "bounced_there": "cleaned",
    }
    until(lambda: statuses(sandbox, expected) == expected, WITHIN, every=0.2)
    assert time.monotonic() - began < WITHIN
    assert sandbox.members()[person("edits")]["merge_fields"]["FNAME"] == "Zoë"
    _come_back(execute)
    again = expected | {"is_deleted": "unsubscribed", "is_erased": "unsubscribed", "comes_new": "subscribed"}
    until(lambda: followed.looked(lambda _: statuses(sandbox, again) == again), WITHIN, every=0.2)
    _is_told(followed)


def _come_back(execute):
    """Re-created: one with the tick, one without; and somebody new, whose arrival shows that the look has come."""
    insert = (
        "INSERT INTO ps_customer (firstname, lastname, email, newsletter, newsletter_date_add, active, date_add, date_upd)"
        " VALUES ('A', 'B', %s, %s, %s, 1, NOW(), NOW())"
    )
    execute(insert, (person("is_deleted"), 1, "2024-06-07 08:09:10"))
    execute(insert, (person("is_erased"), 0, None))
    execute(insert, (person("comes_new"), 1, "2024-06-07 08:09:10"))


def _is_told(followed):
    asked = [("runs",), ("conflicts",), ("diagnose", person("left_there")), ("diagnose", person("signs_up"))]
    ran, disagreed, found, mine = followed.command.all(*asked)
    runs = ran["runs"]
    assert {run["kind"] for run in runs} == {"manual", "automatic"}
    assert all(run["to_send"] for run in runs), "empty looks leave no run"
    told = {one["address"]: one for one in disagreed["conflicts"]}
    assert told[person("left_there")]["shop"] == "yes"
    assert told[person("is_deleted")]["mailchimp"] == "unsubscribed"
    assert person("is_erased") in told
    assert person("edits") not in told
    assert [one["after"] for one in found["in_mailchimp"]] == ["unsubscribed"]
    assert {event["kind"] for event in mine["timeline"]} == {"manual", "automatic"}


def _sent_again(command):
    """Whose batch says that it may have been sent more than once."""
    question = "SELECT address FROM item JOIN address ON address.id = address_id JOIN batch ON batch.run_id = item.run_id AND number = batch WHERE tries > 1"
    with closing(sqlite3.connect(command.data / "mcsync.sqlite", timeout=30)) as store:
        return {address for (address,) in store.execute(question)}


def test_killed_workers_and_two_workers_lose_nobody_and_repeat_only_what_was_in_flight(followed, prestashop, sandbox, start_worker):
    assert followed.verbs.look("test")[0]
    people = [f"p{number}" for number in range(60)]
    before = sandbox.sent()
    first, _ = start_worker(followed.command), start_worker(followed.command)
    for number, name in enumerate(people):
        prestashop.database.execute(SIGN_UP_GUEST, (person(name), 1))
        if number % 10 == 0:
            followed.hurry()
        if number == len(people) // 2:
            first.kill()
    start_worker(followed.command)
    until(lambda: set(statuses(sandbox, people).values()) == {"subscribed"}, WITHIN, every=0.2)
    sent = {name: sandbox.sent().get(person(name), 0) - before.get(person(name), 0) for name in people}
    assert {person(name) for name, times in sent.items() if times > 1} <= _sent_again(followed.command)
    assert set(sent.values()) <= {1, 2}


def test_with_mailchimp_away_and_the_worker_killed_everything_catches_up_and_the_newest_state_wins(
    followed, prestashop, sandbox, start_worker
):
    assert followed.verbs.look("test")[0]
    execute, before = prestashop.database.execute, sandbox.sent()
    sandbox.order_faults("disabled")
    worker = start_worker(followed.command)
    execute(SIGN_UP_GUEST, (person("stays"), 1))
    execute(SIGN_UP_GUEST, (person("regrets"), 1))
    until(lambda: followed.looked(lambda now: now.waiting == 2), WITHIN, every=0.2)
    assert "key" in str(until(lambda: followed.verbs.following().trouble))
    worker.kill()
    execute(SIGN_OFF_GUEST, (person("regrets"),))
    execute(EDIT, (person("edits"),))
    execute(SIGN_OFF_CUSTOMER, (person("signs_off"),))
    sandbox.order_faults()
    start_worker(followed.command)
    expected = {"stays": "subscribed", "regrets": "absent", "edits": "subscribed", "signs_off": "unsubscribed"}
    done = lambda: followed.looked(lambda now: not now.waiting and not now.trouble)  # noqa: E731
    until(lambda: statuses(sandbox, expected) == expected and done(), WITHIN, every=0.2)
    assert person("regrets") not in sandbox.sent(), "not even for a moment"
    assert {name for name in expected if sandbox.sent().get(person(name), 0) - before.get(person(name), 0) > 1} == set()


def test_one_look_for_cron_does_all_of_it_and_says_how_it_stands(followed, prestashop, sandbox):
    prestashop.database.execute(SIGN_UP_GUEST, (person("for_cron"), 1))
    found = followed.json("follow", "--once")
    assert (found["state"], found["waiting"], found["trouble"]) == ("on", 0, None)
    assert statuses(sandbox, ["for_cron"]) == {"for_cron": "subscribed"}
    prestashop.database.execute("RENAME TABLE ps_customer TO ps_customer_away")
    failed = followed.json("follow", "--once", code=1)
    assert "PrestaShop" in failed["trouble"]
    prestashop.database.execute("RENAME TABLE ps_customer_away TO ps_customer")
    assert followed.json("follow", "--once")["trouble"] is None


def test_a_look_before_the_first_export_is_refused_in_words(new_command, prestashop, sandbox):
    mcsync = new_command(sandbox=sandbox, shop=prestashop)
    refused = mcsync.json("follow", "--once", code=2).json
    assert refused["error"] == "Nothing is followed yet: export to this audience once, completely, and it starts by itself."
