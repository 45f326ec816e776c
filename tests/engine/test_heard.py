"""What a webhook's post leads to: a reading of Mailchimp, and nothing else."""

import pytest

from mcsync.contact import MemberStatus
from mcsync.engine.follow import HEARD_BY_NAME_MAX
from mcsync.outcome import RunState
from mcsync.sandbox.practice import NEWSLETTER
from tests.engine.test_follow import follower, look, runs
from tests.faults.stage import addresses

ANN, BOB = "ann@shop.example", "bob@shop.example"


@pytest.fixture
def followed(start_bench):
    """Ann and Bob were exported, looked at, and nothing of Mailchimp is to be read for the next five minutes."""
    bench = start_bench(settings={"audience": NEWSLETTER})
    bench.shop.add({ANN: "yes", BOB: "yes"})
    assert bench.export().state == RunState.DONE
    bench.follower = follower(bench)
    assert look(bench, later=300)
    return bench


def hear(bench, *people):
    bench.store.webhooks.hear(bench.audience().number, people)


def known(bench, address):
    return bench.store.mirror.known(bench.audience().number, [address])[address].status


def waiting(bench):
    return dict(bench.store.webhooks.waiting(bench.audience().number))


def news(bench, address):
    return [one.after for one in bench.store.news.of(bench.audience().number, address)]


def test_whoever_a_post_names_is_read_at_the_next_look_and_not_after_minutes(followed):
    followed.put("unsubscribed", ANN)
    assert look(followed)
    assert known(followed, ANN) is MemberStatus.SUBSCRIBED
    hear(followed, ANN)
    assert look(followed)
    assert (known(followed, ANN), news(followed, ANN)) == (MemberStatus.UNSUBSCRIBED, [MemberStatus.UNSUBSCRIBED])
    assert waiting(followed) == {}


@pytest.mark.parametrize("status", ["unsubscribed", "cleaned", "archived"])
def test_who_left_and_is_edited_in_the_shop_meanwhile_stays_as_they_are_there(followed, status):
    followed.put(status, ANN)
    hear(followed, ANN)
    followed.shop.change(ANN, name="Anne")
    look(followed)
    assert followed.statuses([ANN]) == {ANN: status}


@pytest.mark.parametrize("status", ["absent", "forgotten"])
def test_who_was_deleted_there_is_heard_of_too(followed, status):
    followed.put(status, ANN)
    hear(followed, ANN)
    look(followed)
    assert known(followed, ANN) is MemberStatus.ABSENT
    assert news(followed, ANN) == [MemberStatus.ABSENT]


def test_a_forged_post_changes_nothing_anywhere(followed):
    before = followed.sandbox.members()
    hear(followed, ANN, BOB, "nobody@shop.example")
    assert look(followed)
    assert followed.sandbox.members() == before
    assert (known(followed, ANN), known(followed, BOB), news(followed, ANN)) == (MemberStatus.SUBSCRIBED, MemberStatus.SUBSCRIBED, [])
    assert runs(followed) == []
    assert waiting(followed) == {}


def test_our_own_write_that_is_posted_back_is_no_news(followed):
    followed.shop.change(ANN, consent="left")
    look(followed)
    hear(followed, ANN)
    look(followed)
    assert (followed.statuses([ANN]), news(followed, ANN)) == ({ANN: "unsubscribed"}, [])


def test_many_posts_cost_one_reading_of_what_changed(followed):
    followed.put("unsubscribed", ANN)
    hear(followed, ANN, *addresses(HEARD_BY_NAME_MAX))
    before = followed.sandbox.stats()["by_path"].get("GET /lists/*/members/*", 0)
    look(followed)
    assert followed.sandbox.stats()["by_path"].get("GET /lists/*/members/*", 0) == before
    assert known(followed, ANN) is MemberStatus.UNSUBSCRIBED
    assert waiting(followed) == {}


def test_a_post_that_never_came_is_made_good_by_polling(followed):
    followed.put("unsubscribed", ANN)
    followed.put("cleaned", BOB)
    look(followed, later=300)
    assert (known(followed, ANN), known(followed, BOB)) == (MemberStatus.UNSUBSCRIBED, MemberStatus.CLEANED)


def test_while_mailchimp_is_away_posts_wait(followed):
    followed.put("unsubscribed", ANN)
    hear(followed, ANN)
    followed.sandbox.order_faults("disabled")
    look(followed)
    assert list(waiting(followed)) == [ANN]
    followed.sandbox.order_faults()
    look(followed)
    assert known(followed, ANN) is MemberStatus.UNSUBSCRIBED


def test_who_is_named_again_while_they_are_read_is_read_again(followed):
    hear(followed, ANN)
    first = waiting(followed)
    followed.clock.now += 1
    hear(followed, ANN)
    followed.store.webhooks.read(followed.audience().number, first)
    assert list(waiting(followed)) == [ANN]
