"""Every setting has a name for people."""

from mcsync.setting_names import SETTING_NAMES
from mcsync.settings import SETTINGS


def test_every_setting_has_a_name_of_its_own():
    assert list(SETTING_NAMES) == list(SETTINGS)
    assert len({str(name) for name in SETTING_NAMES.values()}) == len(SETTINGS)
