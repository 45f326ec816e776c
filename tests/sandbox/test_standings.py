"""Which status a write leads to, cell by cell."""

import pytest

from mcsync.sandbox.standings import No, next_standing

ASKED = [None, "subscribed", "pending", "transactional", "unsubscribed", "cleaned"]
EXPECTED = {
    None: "needs_status subscribed pending transactional unsubscribed cleaned",
    "archived": "needs_status subscribed pending transactional unsubscribed cleaned",
    "subscribed": "subscribed subscribed subscribed transactional unsubscribed cleaned",
    "pending": "pending subscribed pending transactional unsubscribed cleaned",
    "transactional": "transactional subscribed pending transactional unsubscribed cleaned",
    "unsubscribed": "unsubscribed subscribed pending transactional unsubscribed cleaned",
    "left": "left compliance compliance transactional left cleaned",
    "cleaned": "cleaned compliance compliance compliance compliance cleaned",
    "forgotten": "forgotten forgotten forgotten forgotten forgotten forgotten",
}


@pytest.mark.parametrize(
    ("standing", "asked", "expected"),
    [(row, asked, cell) for row in EXPECTED for asked, cell in zip(ASKED, EXPECTED[row].split(), strict=True)],
)
def test_a_standing_and_what_is_asked_lead_to_one_result(standing, asked, expected):
    result = next_standing(standing, asked)
    assert (result.name.lower() if isinstance(result, No) else result) == expected
    assert isinstance(result, No) is (expected in {"needs_status", "compliance"} or standing == "forgotten")
