"""Every setting has a name for people, and what it is set to has words."""

import pytest

from mcsync.setting_names import SETTING_NAMES, setting_value
from mcsync.settings import SETTINGS


def test_every_setting_has_a_name_of_its_own():
    assert list(SETTING_NAMES) == list(SETTINGS)
    assert len({str(name) for name in SETTING_NAMES.values()}) == len(SETTINGS)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("automatic", "on", "yes"),
        ("automatic", "0", "no"),
        ("consent", "respect", "Respect their choice"),
        ("batch_size", "77", "77"),
        ("exclusions", "{no}", "{no}"),
        ("automatic", "", ""),
        ("automatic", "of an older version", "of an older version"),
        ("unheard_of", "yes", "yes"),
    ],
)
def test_what_a_setting_is_set_to_is_said_in_words(name, text, words):
    assert str(setting_value(name, text)) == words
