"""Nobody who said no is ever subscribed: every pair of states under every setting, and walks that nobody thought of."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcsync.sandbox.practice import DOUBLE_OPT_IN, NEWSLETTER
from mcsync.shop import open_prestashop

CLOSED = ("left", "unsubscribed", "cleaned", "archived", "forgotten")
THERE = ("absent", "subscribed", "pending", "transactional", *CLOSED)
SAYS = ("yes", "left", "never")
CHOICES = ("respect", "consenting_only", "everyone")


def edit(address, state):
    """A person's own unsubscribing, or an admin's, or any other state, as the sandbox is told of it."""
    by = {"left": "self", "unsubscribed": "admin"}.get(state)
    return {"email_address": address, "status": "unsubscribed" if by else state, **({"unsubscribed_by": by} if by else {})}


def shown(state):
    return "unsubscribed" if state == "left" else state


def after(there, says, choice, *, optin, leave_never, customer=True):
    """What must be so afterwards, by the table of the product, written down once more."""
    if there in CLOSED:
        return shown(there)
    wants = says == "yes" or (says == "never" and choice == "everyone")
    if there in {"absent", "transactional"}:
        if wants:
            return "pending" if optin else "subscribed"
        return there if there == "transactional" or choice == "consenting_only" or not customer else "transactional"
    return "unsubscribed" if says == "left" or (says == "never" and not wants and leave_never) else there


@pytest.fixture(params=list(product(CHOICES, (False, True), (False, True))), ids=lambda given: "-".join(map(str, given)))
def chosen(request, start_bench):
    """A bench under one of the twelve combinations of settings."""
    choice, optin, leave_never = request.param
    typed = {"consent": choice, "unsubscribe_never": "yes" if leave_never else "no"}
    return start_bench(settings=typed, list_id=DOUBLE_OPT_IN if optin else NEWSLETTER), {
        "choice": choice, "optin": optin, "leave_never": leave_never,
    }  # fmt: skip


class Meanwhile:
    """The shop, with something that happens in Mailchimp when the shop has been read: after the audience was, before anybody is sent."""

    def __init__(self, bench, happens) -> None:
        self._shop = open_prestashop(f"sqlite:///{bench.shop.path}", "ps_")
        self._happens = happens

    def users(self):
        yield from self._shop.users()
        self._happens()

    def __getattr__(self, name):
        return getattr(self._shop, name)


def test_every_pair_of_states_ends_as_the_table_says(chosen):
    bench, how = chosen
    people = {f"{there}-{says}@shop.example": (there, says) for there, says in product(THERE, SAYS)}
    bench.shop.add({address: says for address, (_, says) in people.items()})
    bench.sandbox.edit_members([edit(address, there) for address, (there, _) in people.items()], bench.list_id)
    expected = {address: after(there, says, **how) for address, (there, says) in people.items()}
    assert bench.export().state == "done"
    assert bench.statuses(people) == expected
    # Once more, when all is known: nothing moves.
    assert bench.export().state == "done"
    assert bench.statuses(people) == expected


def test_whoever_leaves_between_the_reading_and_the_sending_stays_away(chosen):
    bench, _ = chosen
    people = {f"{there}-{says}-{later}@shop.example": (there, says, later) for there, says, later in product(THERE, SAYS, CLOSED)}
    bench.shop.add({address: says for address, (_, says, _) in people.items()})
    bench.sandbox.edit_members([edit(address, there) for address, (there, *_) in people.items()], bench.list_id)
    run = bench.start(batch_size=20)

    def leave():
        bench.sandbox.edit_members([edit(address, later) for address, (*_, later) in people.items()], bench.list_id)

    assert bench.do(run, shop=lambda: Meanwhile(bench, leave)).state == "done"
    assert bench.statuses(people) == {address: shown(later) for address, (*_, later) in people.items()}


#: What happens in the very instant of the request, when no look is of use any more, and Mailchimp itself refuses.
REFUSED_BY_MAILCHIMP = ("left", "cleaned", "forgotten")


def test_whoever_leaves_in_the_instant_of_the_request_is_refused_by_mailchimp_and_left(chosen):
    bench, _ = chosen
    states = [*product(("absent", "transactional"), REFUSED_BY_MAILCHIMP), ("absent", "unsubscribed")]
    people = {f"{there}-{later}@shop.example": (there, later) for there, later in states}
    bench.shop.add(dict.fromkeys(people, "yes"))
    bench.sandbox.edit_members([edit(address, there) for address, (there, _) in people.items()], bench.list_id)
    bench.sandbox.edit_members([edit(address, later) for address, (_, later) in people.items()], bench.list_id, when={"batch_call": 1})
    assert bench.export(batch_size=500, connections=1).state == "done"
    assert bench.statuses(people) == {address: shown(later) for address, (_, later) in people.items()}
    assert {outcome for outcome, _ in bench.outcomes(1).values()} <= {"left_alone", "refused"}


#: One thing that happens in the shop or in Mailchimp, to one of five people.
EVENT = st.tuples(
    st.integers(0, 4), st.one_of(st.tuples(st.just("shop"), st.sampled_from(SAYS)), st.tuples(st.just("there"), st.sampled_from(THERE)))
)
#: Some things, then an export in whose middle other things happen; several times.
WALK = st.lists(
    st.tuples(st.lists(EVENT, max_size=6), st.lists(EVENT, max_size=4), st.sampled_from(("", "drop-after", "drop", "429"))),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(walk=WALK, choice=st.sampled_from(CHOICES))
def test_no_walk_through_the_states_subscribes_who_said_no(start_bench, tmp_path_factory, walk, choice):
    bench = start_bench(settings={"consent": choice}, folder=tmp_path_factory.mktemp("walk"))
    people = [f"person{number}@shop.example" for number in range(5)]
    bench.shop.add(dict.fromkeys(people, "never"))
    closed: dict[str, str] = {}

    def happen(events):
        for person, (where, what) in events:
            if where == "shop":
                bench.shop.change(people[person], consent=what)
            else:
                bench.sandbox.edit_members([edit(people[person], what)], bench.list_id)
                closed.pop(people[person], None)
                if what in CLOSED:
                    closed[people[person]] = shown(what)

    for before, during, fault in walk:
        happen(before)
        run = bench.start(batch_size=2, connections=1)
        bench.sandbox.order_faults(*([f"batch:{fault}@1"] if fault else []))
        mailchimp_only = [event for event in during if event[1][0] == "there"]
        bench.do(run, shop=lambda events=mailchimp_only: Meanwhile(bench, lambda: happen(events)))
        assert bench.store.runs.get(run).state == "done"
        assert {address: status for address, status in bench.statuses(people).items() if address in closed} == closed
        bench.clock.now += 7200
