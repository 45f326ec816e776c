"""Where the people of the sample shop live: most have one address, some have moved, some have none."""

import random
from collections.abc import Iterable
from typing import Any

#: (country in PrestaShop's tables, postcode, city).
_TOWNS = (
    *((8, "69002", "Lyon"), (8, "75011", "Paris"), (8, "33000", "Bordeaux"), (8, "35000", "Rennes"), (8, "67000", "Strasbourg")),
    *((3, "1000", "Bruxelles"), (3, "4000", "Liège"), (19, "1204", "Genève"), (19, "1003", "Lausanne")),
)
_STREETS = ("rue de la Poste", "rue des Lilas", "place du Marché", "avenue de la Gare", "chemin du Moulin", "quai des Brumes")
_COMPANIES = ("Atelier du Quai", "Lumen SARL", "Maison Petit & Fils", "Boulangerie de la Gare")
#: Of a hundred customers, so many have an address; of a hundred of those, so many have moved, and so many order for a company.
_WITH, _MOVED, _COMPANY = 85, 10, 8


def sample_addresses(customers: Iterable[Any], chance: random.Random) -> list[tuple[Any, ...]]:
    """Rows of the address table for these customers' ids; an address that was changed stays behind as deleted."""
    rows: list[tuple[Any, ...]] = []
    for customer in customers:
        if chance.randrange(100) < _WITH:
            moved = chance.randrange(100) < _MOVED
            for deleted in (1, 0) if moved else (0,):
                rows.append((len(rows) + 1, *_address(customer, chance), deleted))
    return rows


def _address(customer: Any, chance: random.Random) -> tuple[Any, ...]:
    country, postcode, city = chance.choice(_TOWNS)
    company = chance.choice(_COMPANIES) if chance.randrange(100) < _COMPANY else ""
    street = f"{chance.randrange(1, 120)} {chance.choice(_STREETS)}"
    # Numbers that France has set aside for films and books.
    mobile = f"06 39 98 {chance.randrange(100):02} {chance.randrange(100):02}" if chance.randrange(2) else ""
    return (
        country,
        0,
        customer,
        company,
        street,
        "",
        postcode,
        city,
        f"01 99 00 {chance.randrange(100):02} {chance.randrange(100):02}",
        mobile,
    )
