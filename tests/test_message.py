"""Sentences for the operator, and the values in them."""

import json

from mcsync.message import Message, say, say_many


def test_a_sentence_and_its_values_stay_apart():
    assert say("{count} rows", count=3).to_json() == {"template": "{count} rows", "values": {"count": 3}}
    assert say("{count} rows", count=3).fill("{count} lignes") == "3 lignes"
    assert str(say("refused: {why}", why=say("{who} left", who="Ann"))) == "refused: Ann left"


def test_a_sentence_about_a_number_of_things_says_it_as_english_does():
    said = [str(say_many("{who}: {n} row", "{who}: {n} rows", n, who="Ann")) for n in (0, 1, 2, 12_345)]
    assert said == ["Ann: 0 rows", "Ann: 1 row", "Ann: 2 rows", "Ann: 12,345 rows"]


def test_a_kept_sentence_is_the_same_sentence_with_the_sentences_in_it():
    sentence = say("{sentence} {left}, {when}", sentence=say("Refused {n}.", n="{x}"), left=say_many("{n} row", "{n} rows", 1), when=1.5)
    kept = Message.from_json(json.loads(json.dumps(sentence.to_json())))
    assert kept.values["sentence"] == say("Refused {n}.", n="{x}")
    assert kept.values["left"] == say_many("{n} row", "{n} rows", 1)
    assert str(kept) == str(sentence) == "Refused {x}. 1 row, 1.5"


def test_a_sentence_kept_before_there_were_several_forms_is_read():
    assert Message.from_json({"template": "{n} rows", "values": {"n": "3"}}) == say("{n} rows", n="3")


def test_braces_in_a_value_or_in_a_sentence_without_values_mean_themselves():
    assert str(say("{text}", text="{0.__class__} {")) == "{0.__class__} {"
    assert str(say("{text} {")) == "{text} {"


def test_a_value_may_have_any_name():
    assert str(say("{template} {self}", template=1, self=2)) == "1 2"
