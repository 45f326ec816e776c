"""After somebody was erased from our records, what Mailchimp says of them still wins."""

import pytest

from mcsync.contact import ConsentChoice

ZOE = "zoe@shop.example"


@pytest.fixture
def erased(bench):
    """Zoé was exported, and is erased after what `before` did in Mailchimp and in the shop."""

    def erase(before=lambda: None):
        bench.shop.add({ZOE: "yes"})
        bench.export()
        before()
        bench.clock.now += 60
        bench.export()
        return bench.store.erasures.erase(ZOE, "Eve")

    return erase


@pytest.mark.parametrize("status", ["unsubscribed", "cleaned", "archived"])
def test_who_left_in_mailchimp_is_not_brought_back(bench, erased, status):
    erased(lambda: bench.put(status, ZOE))
    bench.export()
    assert bench.statuses([ZOE]) == {ZOE: status}


def test_whom_mailchimp_does_not_have_any_more_is_not_added_again(bench, erased):
    erased()
    bench.put("absent", ZOE)
    run = bench.export()
    assert bench.statuses([ZOE]) == {ZOE: "absent"}
    assert bench.store.plans.tally(run.id)["effect", "leave"] == 1


def test_who_left_in_the_shop_is_not_subscribed_with_everyone(bench, erased):
    def leave():
        bench.shop.change(ZOE, consent="never")
        bench.put("transactional", ZOE)

    erased(leave)
    bench.settings["consent"] = ConsentChoice.EVERYONE.value
    bench.export()
    assert bench.statuses([ZOE]) == {ZOE: "transactional"}
