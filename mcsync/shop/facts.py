"""What PrestaShop's small tables say: languages, shops, groups, genders, version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from mcsync.shop.tables import rows_if_there
from mcsync.shop.values import text

#: PrestaShop's gender types; 2 is neutral.
_GENDERS = {0: "m", 1: "f"}
_ISO_639_1 = re.compile(r"[a-z]{2}")

# All columns, because versions and updates leave these tables different; they are small and hold no secrets.
_LANGUAGES = "SELECT * FROM `{prefix}lang` ORDER BY id_lang"
_SHOPS = "SELECT * FROM `{prefix}shop` ORDER BY id_shop"
_GENDER_TYPES = "SELECT * FROM `{prefix}gender`"
_GROUPS = (
    "SELECT g.id_group AS id_group, l.name AS name FROM `{prefix}group` g "
    "LEFT JOIN `{prefix}group_lang` l ON l.id_group = g.id_group AND l.id_lang = :language ORDER BY g.id_group"
)
_CONFIGURED = (
    "SELECT name, value FROM `{prefix}configuration` WHERE name IN ('PS_VERSION_DB', 'PS_LANG_DEFAULT') ORDER BY id_configuration DESC"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the small tables said when asked."""

    #: ISO 639-1 code by id_lang; inactive languages too, because people registered in them.
    languages: Mapping[int, str]
    active_languages: tuple[str, ...]
    #: `"m"`, `"f"` or empty by id_gender.
    genders: Mapping[int, str]


def read_facts(engine: Engine, prefix: str) -> Facts:
    """What is needed to translate rows. A table that this shop does not have says nothing."""
    rows = _asked(engine, prefix, _LANGUAGES)
    languages = {int(row["id_lang"]): code for row in rows if (code := _language(row))}
    active = (int(row["id_lang"]) for row in rows if row.get("active", 1))
    return Facts(
        languages=languages,
        active_languages=tuple(dict.fromkeys(languages[key] for key in active if key in languages)),
        genders={int(row["id_gender"]): _GENDERS.get(row.get("type", -1), "") for row in _asked(engine, prefix, _GENDER_TYPES)},
    )


def read_shops(engine: Engine, prefix: str) -> tuple[tuple[int, str], ...]:
    """(id, name) of the shops that are not deleted."""
    return tuple((int(row["id_shop"]), text(row["name"])) for row in _asked(engine, prefix, _SHOPS) if not row.get("deleted"))


def read_groups(engine: Engine, prefix: str, language: int) -> tuple[tuple[int, str], ...]:
    """(id, name in the language with that id_lang) of the customer groups."""
    return tuple((int(row["id_group"]), text(row["name"])) for row in _asked(engine, prefix, _GROUPS, language=language))


def read_version_and_language(engine: Engine, prefix: str) -> tuple[str, int]:
    """PrestaShop's version, and the default language's id_lang; empty and 0 where the configuration does not say."""
    # In a multi-shop each shop may have its own row; the oldest, which comes last here, is everybody's.
    configured = {row["name"]: text(row["value"]) for row in _asked(engine, prefix, _CONFIGURED)}
    language = configured.get("PS_LANG_DEFAULT", "")
    return configured.get("PS_VERSION_DB", ""), int(language) if language.isdecimal() else 0


def _asked(engine: Engine, prefix: str, question: str, **values: object) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in rows_if_there(engine, question.format(prefix=prefix), **values)]  # noqa: SLF001  # its public name


def _language(row: Mapping[str, Any]) -> str:
    """PrestaShop's iso_code may be a country's (`gb`, `mx`); the first half of its language_code (`en-gb`) never is."""
    candidates = (text(row.get("language_code")).partition("-")[0].lower(), text(row.get("iso_code")).lower())
    return next((candidate for candidate in candidates if _ISO_639_1.fullmatch(candidate)), "")
