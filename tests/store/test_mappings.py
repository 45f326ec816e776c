"""What fills merge fields, and tags, are kept for each audience by itself."""

import pytest

from mcsync.contact import ShopField
from mcsync.outcome import RunKind


@pytest.fixture
def other(store):
    return store.mirror.audience("d0b1e0b714", name="Other", double_optin=False).number


def test_what_was_chosen_is_kept_for_its_audience_only(store, audience, other):
    store.mappings.write(audience, {"COMPANY": ShopField.COMPANY, "PHONE": None})
    store.mappings.write(audience, {"COMPANY": ShopField.CITY})
    assert store.mappings.of(audience) == {"COMPANY": ShopField.CITY, "PHONE": None}
    assert store.mappings.of(other) == {}


def test_the_shop_is_asked_for_what_any_audience_needs_and_for_nothing_else(store, audience, other):
    assert store.mappings.wanted() == frozenset()
    store.mappings.write(audience, {"FNAME": ShopField.LAST_NAME, "TOWN": ShopField.CITY})
    store.mappings.write(other, {"PHONE": ShopField.PHONE, "LNAME": None})
    assert store.mappings.wanted() == {ShopField.CITY, ShopField.PHONE}


def test_another_choice_makes_what_was_surveyed_old_and_the_same_choice_does_not(store, audience):
    before = store.mirror.numbered(audience).version
    store.mappings.write(audience, {"TOWN": ShopField.CITY})
    after = store.mirror.numbered(audience).version
    store.mappings.write(audience, {"TOWN": ShopField.CITY})
    assert (after, store.mirror.numbered(audience).version) == (before + 1, before + 1)


def test_a_run_adds_its_own_tags_to_those_of_its_audience(store, audience, other):
    store.mappings.write_tags(audience, ["shop", "old"])
    store.mappings.write_tags(audience, ["shop"])
    asked = {"batch_size": 500, "connections": 10, "full": False, "by": "Ada"}
    run, _ = store.runs.start(RunKind.MANUAL, audience, tags=("spring", "shop"), **asked)
    plain, _ = store.runs.start(RunKind.MANUAL, other, **asked)
    assert store.mappings.tags(audience) == ["shop"]
    assert store.mappings.tags_of_run(audience, run) == ["shop", "spring"]
    assert store.mappings.tags_of_run(other, plain) == []
