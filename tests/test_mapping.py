"""What fills merge fields: which field of the shop fits which type, and in which form it is sent."""

from datetime import date

import pytest

from mcsync.contact import Consent, Person, ShopField
from mcsync.mapping import BY_DEFAULT, TAKES, Filled, Filling
from mcsync.outcome import Fate

LYON = {"street": "1 rue de la Poste", "city": "Lyon", "postcode": "69002", "country": "FR", "country_name": "France"}


def person(*, more=None, **said):
    return Person(address="ann@shop.example", consent=Consent.YES, customer=True, more=more, **said)


def sent(type_, field, who, choices=()):
    """What a field of this type is filled with."""
    return Filling([Filled(tag="X", type=type_, field=field, choices=choices)]).of(who).get("X", "")


@pytest.mark.parametrize(
    ("type_", "field", "more", "value"),
    [
        ("text", ShopField.GROUP, {"group": "Reseller"}, "Reseller"),
        ("text", ShopField.SHOP, {"shop": "Lumière Pro"}, "Lumière Pro"),
        ("text", ShopField.GENDER, {"gender": "f"}, "F"),
        ("text", ShopField.REGISTERED, {"registered": "2020-05-06"}, "2020-05-06"),
        ("text", ShopField.COUNTRY, LYON, "France"),
        ("text", ShopField.COUNTRY, {"country": "FR"}, "FR"),
        ("text", ShopField.ADDRESS, LYON, "1 rue de la Poste, 69002 Lyon, France"),
        ("text", ShopField.ADDRESS, {"city": "Lyon"}, "Lyon"),
        ("phone", ShopField.PHONE, {"phone": " 04 78 00 00 00 "}, "04 78 00 00 00"),
        ("date", ShopField.REGISTERED, {"registered": "2020-05-06"}, "2020-05-06"),
        ("zip", ShopField.POSTCODE, {"postcode": "69002"}, "69002"),
        ("zip", ShopField.POSTCODE, {"postcode": "SW1A 1AA"}, ""),
        ("zip", ShopField.POSTCODE, {"postcode": "٦٩٠٠٢"}, ""),
        ("text", ShopField.COMPANY, None, ""),
    ],
)
def test_a_value_is_sent_in_the_form_that_the_type_takes(type_, field, more, value):
    assert sent(type_, field, person(more=more)) == value


def test_a_birthday_has_a_year_only_in_a_date():
    born = person(birthday=date(1980, 12, 31))
    assert [sent(kind, ShopField.BIRTHDAY, born) for kind in ("birthday", "date", "text")] == ["12/31", "1980-12-31", "12/31"]


def test_an_address_is_sent_in_parts_with_a_dash_where_the_country_has_no_states():
    parts = {"addr1": "1 rue de la Poste", "city": "Lyon", "country": "FR", "state": "-", "zip": "69002"}
    assert sent("address", ShopField.ADDRESS, person(more=LYON)) == parts


@pytest.mark.parametrize("part", ["street", "city", "postcode"])
def test_half_an_address_is_not_sent_because_it_would_refuse_the_whole_contact(part):
    assert sent("address", ShopField.ADDRESS, person(more=LYON | {part: ""})) == ""


@pytest.mark.parametrize(
    ("field", "more", "choices", "value"),
    [
        (ShopField.GROUP, {"group": "reseller"}, ("Customer", "Reseller"), "Reseller"),
        (ShopField.GROUP, {"group": "Press"}, ("Customer", "Reseller"), ""),
        (ShopField.GENDER, {"gender": "f"}, ("Homme", "Femme"), "Femme"),
        (ShopField.GENDER, {"gender": "m"}, ("Female", "Male"), "Male"),
        (ShopField.COUNTRY, LYON, ("DE", "FR"), "FR"),
        (ShopField.COUNTRY, LYON, ("Allemagne", "France"), "France"),
        (ShopField.GROUP, None, ("", "Customer"), ""),
    ],
)
def test_of_a_list_of_choices_only_one_of_them_is_sent_as_it_is_written_there(field, more, choices, value):
    assert sent("dropdown", field, person(more=more), choices) == value


@pytest.mark.parametrize(
    ("type_", "field"),
    [
        ("number", ShopField.POSTCODE),
        ("url", ShopField.COMPANY),
        ("date", ShopField.CITY),
        ("address", ShopField.CITY),
        ("hologram", ShopField.CITY),
    ],
)
def test_what_clashes_is_not_sent(type_, field):
    clashing = Filled(tag="X", type=type_, field=field)
    assert not clashing.fits
    assert Filling([clashing]).of(person(more=LYON)) == {}


def test_each_field_of_the_shop_fits_somewhere():
    assert {field for fields in TAKES.values() for field in fields} == set(ShopField)


def test_fields_are_sent_in_the_order_in_which_they_were_before_anybody_could_choose():
    filled = [Filled(tag=tag, type="text", field=ShopField.LANGUAGE) for tag in ("ZONE", "BIRTHDAY", "CITY", "LNAME", "FNAME")]
    assert list(Filling(filled).of(person(language="fr"))) == [*BY_DEFAULT, "CITY", "ZONE"]


@pytest.mark.parametrize(
    ("type_", "field", "more", "fate"),
    [
        ("text", ShopField.CITY, {"city": "Lyon"}, Fate.SENT),
        ("text", ShopField.CITY, {"city": "x" * 256}, Fate.CUT),
        ("text", ShopField.CITY, {"city": "é" * 127}, Fate.SENT),
        ("text", ShopField.CITY, {"city": " \u200b "}, Fate.EMPTY),
        ("text", ShopField.CITY, None, Fate.EMPTY),
        ("dropdown", ShopField.CITY, {"city": "Lyon"}, Fate.UNFIT),
        ("address", ShopField.ADDRESS, {"city": "Lyon"}, Fate.UNFIT),
        ("address", ShopField.ADDRESS, LYON, Fate.SENT),
    ],
)
def test_what_becomes_of_a_value_is_told(type_, field, more, fate):
    assert Filling([Filled(tag="X", type=type_, field=field)]).fates(person(more=more)) == {"X": fate}
