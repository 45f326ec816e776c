"""Sentences for the operator, and the values in them."""

from mcsync.message import say


def test_a_sentence_and_its_values_stay_apart():
    assert say("{count} rows", count=3).to_json() == {"template": "{count} rows", "values": {"count": "3"}}
    assert say("{count} rows", count=3).fill("{count} lignes") == "3 lignes"
    assert str(say("refused: {why}", why=say("{who} left", who="Ann"))) == "refused: Ann left"


def test_braces_in_a_value_or_in_a_sentence_without_values_mean_themselves():
    assert str(say("{text}", text="{0.__class__} {")) == "{0.__class__} {"
    assert str(say("{text} {")) == "{text} {"


def test_a_value_may_have_any_name():
    assert str(say("{template} {self}", template=1, self=2)) == "1 2"
