"""From a row of PrestaShop, packed as `questions` says, to a shop user. A million rows pass here, so each does little."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from mcsync.contact import Origin, ShopUser
from mcsync.shop import values
from mcsync.shop.facts import Facts

#: Different packed numbers remembered as translated; shops have some hundreds (shop × language × group × …).
_REMEMBERED = 8_192

#: id, address, first name, last name, packed numbers and dates.
Row = Sequence[str]
Translate = Callable[[Row], ShopUser]
_Numbers = tuple[Origin, int | None, bool, bool, bool, str | None, str, int | None]


def translator(origin: Origin, facts: Facts) -> Translate:
    """A function that translates the rows of one table."""
    meaning = _meaning(origin, facts)

    def translate(row: Row) -> ShopUser:
        key, email, first_name, last_name, packed = row
        numbers, newsletter_date, birthday, registered = packed.split("|", 3)
        kind, shop, newsletter, active, deleted, language, gender, group = meaning(numbers)
        # In the order of the fields: naming them takes longer than making the tuple.
        return ShopUser(
            kind,
            int(key),
            values.text(email, values.ADDRESS_BOUND),
            shop,
            newsletter,
            values.moment(newsletter_date),
            active,
            deleted,
            values.text(first_name),
            values.text(last_name),
            values.day(birthday),
            language,
            gender,
            group,
            values.moment(registered),
        )

    return translate


def _meaning(origin: Origin, facts: Facts) -> Callable[[str], _Numbers]:
    """What the packed numbers of a row mean; the same few combinations come again and again."""

    @lru_cache(maxsize=_REMEMBERED)
    def meaning(numbers: str) -> _Numbers:
        shop, newsletter, active, deleted, guest, language, gender, group = map(_number, numbers.split(","))
        kind = Origin.GUEST if guest else origin
        return (
            kind,
            shop or None,
            newsletter > 0,
            active > 0,
            deleted > 0,
            facts.languages.get(language),
            facts.genders.get(gender, ""),
            group or None,
        )

    return meaning


def _number(text: str) -> int:
    """0 for what is none."""
    return int(text) if text.isdecimal() else 0
