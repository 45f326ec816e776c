"""The sample shop: PrestaShop's tables in an SQLite file, with believable people and the dirt of real shops. `python -m mcsync.shop.sample PATH`."""

import os
import random
import sqlite3
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.shop.sample_addresses import sample_addresses
from mcsync.shop.sample_people import CUSTOMER_COLUMNS, SUBSCRIBER_COLUMNS, SamplePeople

#: The one seed whose shop the documentation describes.
SEED = 20_260
PREFIX = "ps_"
_Rows = list[tuple[Any, ...]]

_TABLES = f"""
CREATE TABLE ps_customer ({CUSTOMER_COLUMNS}, PRIMARY KEY (id_customer));
CREATE INDEX ps_customer_email ON ps_customer (email);
CREATE TABLE ps_emailsubscription ({SUBSCRIBER_COLUMNS}, PRIMARY KEY (id));
CREATE TABLE ps_lang (id_lang INTEGER PRIMARY KEY, name, iso_code, language_code, active);
CREATE TABLE ps_shop_group (id_shop_group INTEGER PRIMARY KEY, name, share_customer);
CREATE TABLE ps_shop (id_shop INTEGER PRIMARY KEY, id_shop_group, name, active, deleted);
CREATE TABLE ps_gender (id_gender INTEGER PRIMARY KEY, type);
CREATE TABLE ps_group (id_group INTEGER PRIMARY KEY, reduction, date_add);
CREATE TABLE ps_group_lang (id_group, id_lang, name, PRIMARY KEY (id_group, id_lang));
CREATE TABLE ps_customer_group (id_customer, id_group, PRIMARY KEY (id_customer, id_group));
CREATE TABLE ps_country (id_country INTEGER PRIMARY KEY, iso_code);
CREATE TABLE ps_country_lang (id_country, id_lang, name, PRIMARY KEY (id_country, id_lang));
CREATE TABLE ps_address (
    id_address INTEGER PRIMARY KEY, id_country, id_state, id_customer, company, address1, address2, postcode, city, phone, phone_mobile, deleted
);
CREATE INDEX ps_address_customer ON ps_address (id_customer);
CREATE TABLE ps_configuration (id_configuration INTEGER PRIMARY KEY, name, value);
"""
_GROUPS = (
    (1, "Visiteur", "Visitor"),
    (2, "Invité", "Guest"),
    (3, "Client", "Customer"),
    (4, "Revendeur", "Reseller"),
    (5, "Presse", "Press"),
)
_ROWS: dict[str, _Rows] = {
    "ps_lang": [(1, "Français", "fr", "fr-fr", 1), (2, "English", "en", "en-gb", 1), (3, "Deutsch", "de", "de-de", 0)],
    "ps_shop_group": [(1, "Atelier Lumière", 0)],
    "ps_shop": [(1, 1, "Atelier Lumière", 1, 0), (2, 1, "Lumière Pro", 1, 0)],
    "ps_gender": [(1, 0), (2, 1)],
    "ps_group": [(key, 0, "2019-01-01 00:00:00") for key, _, _ in _GROUPS],
    "ps_group_lang": [(key, lang, name) for key, *names in _GROUPS for lang, name in enumerate(names, start=1)],
    "ps_country": [(8, "FR"), (3, "BE"), (19, "CH")],
    "ps_country_lang": [
        *((8, lang, "France") for lang in (1, 2)),
        *((3, lang, name) for lang, name in ((1, "Belgique"), (2, "Belgium"))),
        *((19, lang, name) for lang, name in ((1, "Suisse"), (2, "Switzerland"))),
    ],
    "ps_configuration": [(1, "PS_VERSION_DB", "8.1.7"), (2, "PS_LANG_DEFAULT", "1"), (3, "PS_TIMEZONE", "Europe/Paris")],
}


def make_sample_shop(path: Path | str, seed: int = SEED) -> None:
    """Writes the sample shop to `path`, the same for the same seed, replacing what is there in one step.

    Raises `SettingsError` when the place cannot be written.
    """
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        # For its owner's eyes only, as a real shop's data would be: whatever is true of practice is true of work.
        os.close(os.open(unfinished, os.O_RDONLY | os.O_CREAT | os.O_EXCL, 0o600))
        # Two generators, so that nobody's name changes when an address does.
        _write(unfinished, SamplePeople(random.Random(seed)), random.Random(seed + 1))  # noqa: S311  # names, not secrets
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(
            say("The sample shop cannot be written to {path}. Choose a folder where you may write.", path=target)
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _write(path: Path, people: SamplePeople, chance: random.Random) -> None:
    people.make()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_TABLES)
        groups: _Rows = [(row["id_customer"], row["id_default_group"]) for row in people.customers]
        everything: dict[str, _Rows] = _ROWS | {
            "ps_customer": [tuple(row.values()) for row in people.customers],
            "ps_emailsubscription": [tuple(row.values()) for row in people.subscribers],
            "ps_customer_group": groups,
            "ps_address": sample_addresses([row["id_customer"] for row in people.customers], chance),
        }
        for table, rows in everything.items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608  # names from above


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  # the module and one path
        sys.exit("usage: python -m mcsync.shop.sample PATH")
    make_sample_shop(sys.argv[1])
