"""Fields chosen by command arrive as they are in the shop's tables: reckoned once more here, from the plain rows."""

import json
import urllib.request
from base64 import b64encode

import pytest

from mcsync.sandbox.practice import NEWSLETTER
from tests.acceptance.oracle import clean

CHOSEN = {
    "ADDRESS": "address", "PHONE": "phone", "COMPANY": "company", "GROUP": "group", "SHOP": "shop", "SINCE": "registered", "SEX": "gender",
    "TOWN": "city", "LAND": "country", "BIRTHDAY": "", "LNAME": "last_name",
}  # fmt: skip
NEW = (
    ("COMPANY", "text", ()), ("GROUP", "text", ()), ("SHOP", "text", ()), ("SINCE", "date", ()), ("TOWN", "text", ()), ("LAND", "text", ()),
    ("SEX", "dropdown", ("Homme", "Femme")),
)  # fmt: skip
SHOPS = {1: "Maison Lumière", 2: "Lumière Pro", 3: "Déstockage"}
GROUPS = {1: "Visiteur", 2: "Invité", 3: "Client", 4: "Revendeur"}
COUNTRIES = {8: ("FR", "France"), 17: ("GB", "Royaume-Uni"), 21: ("US", "États-Unis")}
ADDRESSES = (
    {"id_country": 8, "address1": "1 rue de la Poste", "postcode": "69002", "city": "Lyon", "phone": "04 78", "phone_mobile": "06 39"},
    {"id_country": 21, "id_state": 4, "address1": "=1+1", "address2": "<b>2</b>", "postcode": "73301", "city": "Austin", "phone": "+1 512"},
    {"id_country": 17, "address1": "", "postcode": "SW1A 1AA", "city": "London", "company": "x" * 255},
    {"id_country": 99, "address1": "Ｚｏｅ 🎉", "postcode": " ", "city": "שלום\u202e", "company": "é" * 200},
)


def add_field(box, tag, kind, choices):
    body = {"tag": tag, "name": tag.title(), "type": kind, "options": {"choices": list(choices)}}
    request = urllib.request.Request(f"{box.url}/lists/{NEWSLETTER}/merge-fields", json.dumps(body).encode(), method="POST")
    request.add_header("Authorization", "Basic " + b64encode(f"any:{box.key}".encode()).decode())
    request.add_header("Content-Type", "application/json")
    urllib.request.urlopen(request).close()


def cut(text):
    return " ".join(clean(text).encode()[:255].decode(errors="ignore").split())


def expected(row, address):
    """What Mailchimp should have of one customer."""
    iso, country = COUNTRIES.get(address.get("id_country"), ("", ""))
    texts = {
        "FNAME": row["firstname"],
        "LNAME": row["lastname"],
        "PHONE": address.get("phone_mobile") or address.get("phone") or "",
        "COMPANY": row["company"] or address.get("company") or "",
        "GROUP": GROUPS[row["id_default_group"]],
        "SHOP": SHOPS[row["id_shop"]],
        "SINCE": "2021-03-04",
        "SEX": {1: "Homme", 2: "Femme"}.get(row["id_gender"], ""),
        "TOWN": address.get("city") or "",
        "LAND": country,
    }
    fields = {tag: value for tag, text in texts.items() if (value := cut(text))}
    street, town, code = (clean(address.get(name) or "") for name in ("address1", "city", "postcode"))
    if street and town and code:
        state = "Texas" if address.get("id_state") == 4 else "-"
        fields["ADDRESS"] = {"addr1": street, "city": town, "zip": code, "state": state, "country": iso or "US"}
        if address.get("address2"):
            fields["ADDRESS"]["addr2"] = address["address2"]
    return fields


@pytest.fixture
def people(prestashop):
    """Forty customers: some have moved, some never gave an address, one in three orders for a company of their own."""
    kept = {}
    for number in range(1, 41):
        row = prestashop.add_customer(
            id_customer=number, email=f"zoe{number}@orange.example", newsletter=1, id_shop=number % 3 + 1, id_default_group=number % 4 + 1,
            id_gender=number % 4, company="Lumen & Fils" if number % 3 == 0 else None,
        )  # fmt: skip
        address = ADDRESSES[number % 4] if number % 5 else {}
        rows = [{"city": "Oldtown", "address1": "0", "postcode": "00000", "deleted": 1, "id_country": 8}, {"city": "Earlier"}, address]
        for place, one in enumerate(rows if address else rows[:1]):
            prestashop.write(f"{prestashop.prefix}address", [{"id_address": number * 10 + place, "id_customer": number, **one}])
        kept[row["email"]] = expected(row, address)
    return kept


def arrived(box):
    found = {address: member["merge_fields"] for address, member in box.members().items() if address.endswith("@orange.example")}
    return {address: {tag: _full(value) for tag, value in fields.items() if value} for address, fields in found.items()}


def _full(value):
    return {part: text for part, text in value.items() if text} if isinstance(value, dict) else value


def test_what_was_chosen_arrives_and_is_unchanged_the_next_time(mcsync, sandbox, people, prestashop):
    for field in NEW:
        add_field(sandbox, *field)
    shown = mcsync.json("fields", "set", *(f"{tag}={field}" for tag, field in CHOSEN.items()))
    assert {line["tag"]: line["field"] or "" for line in shown["fields"]} == {**CHOSEN, "FNAME": "first_name"}
    assert mcsync.json("export", "--wait", "--tag", "spring")["refused"] == 0
    assert arrived(sandbox) == people
    assert {tuple(member["tags"]) for address, member in sandbox.members().items() if address in people} == {("spring",)}
    assert mcsync.json("preview")["to_send"] == 0

    # Whoever moves is sent again, and only they; also by a look of its own, whose check sums must see the address table.
    mcsync.json("follow", "--once")
    before = sandbox.stats()["members_received"]
    prestashop.database.execute(f"UPDATE `{prestashop.prefix}address` SET city = 'Rennes' WHERE id_address = 12")
    mcsync.json("follow", "--once")
    assert sandbox.stats()["members_received"] == before + 1
    assert arrived(sandbox)["zoe1@orange.example"]["TOWN"] == "Rennes"

    # A changed choice means another comparison for everybody.
    mcsync.json("fields", "set", "TOWN=postcode")
    coded = [fields for fields in people.values() if fields.get("TOWN") in {"Lyon", "Austin", "London"}]
    assert mcsync.json("preview")["to_send"] == len(coded) > 10


def test_nothing_more_is_read_than_was_asked_for(mcsync, sandbox, people, prestashop):
    prestashop.database.execute(f"DROP TABLE `{prestashop.prefix}address`")
    assert mcsync.json("export", "--wait")["refused"] == 0
    assert arrived(sandbox).keys() == people.keys()
    mcsync.json("fields", "set", "ADDRESS=address", "PHONE=phone")
    assert mcsync.json("preview")["to_send"] == 0
