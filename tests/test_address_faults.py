"""What is wrong with an address is known by name, so that it can be said in every language."""

import pytest

from mcsync.address import canonical
from mcsync.address_faults import fault
from mcsync.errors import AddressError
from mcsync.message import Message, say


@pytest.mark.parametrize(
    "wrong",
    [
        "a b@x.fr",
        "a@",
        "a@x",
        "a..b@x.fr",
        ".a@x.fr",
        "a.@x.fr",
        "a@-x.fr",
        "a@x-.fr",
        "a@x.fr-",
        "a@x_y.fr",
        "a@x,fr",
        "a(b@x.fr",
        "x@localhost",
        "a@x.invalid",
        "a@x.fr.",
        "a@.x.fr",
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        '"a"@x.fr',
        "a" * 70 + "@x.fr",
        "a@" + "b" * 70 + ".fr",
    ],
)
def test_the_fault_of_a_wrong_address_is_one_of_those_that_are_known(wrong):
    with pytest.raises(AddressError) as refused:
        canonical(wrong)
    assert isinstance(refused.value.message.values["why"], Message)


def test_a_character_that_is_not_seen_is_named():
    assert str(fault("The part after the @-sign contains invalid characters: SPACE.")).endswith("invalid characters: a blank.")


def test_how_many_characters_are_too_many_is_left_out():
    words = "The email address is too long before the @-sign (6 characters too many)."
    assert fault(words) == say("The email address is too long before the @-sign.")


def test_a_sentence_that_nobody_knows_stays_as_it_is():
    assert fault("Something new.") == "Something new."
