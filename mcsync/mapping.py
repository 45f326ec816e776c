"""Which of the shop's fields fills which merge field of an audience, and in which form the field's type takes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mcsync.contact import FieldValue, Person, ShopField
from mcsync.fields import VALUE_MAX_BYTES, cut, tidy
from mcsync.outcome import Fate

#: What fills these merge fields, where an audience has them and nobody chose otherwise.
BY_DEFAULT: Mapping[str, ShopField] = {"FNAME": ShopField.FIRST_NAME, "LNAME": ShopField.LAST_NAME, "BIRTHDAY": ShopField.BIRTHDAY}

#: Digits of the only kind of postcode that Mailchimp's type `zip` takes; its documentation.
_ZIP_DIGITS = 5
#: Mailchimp takes no address without a state, and most countries have none.
_NO_STATE = "-"
#: How forms call the genders in French and English, as their choices are written without capitals.
_GENDERS: Mapping[str, tuple[str, ...]] = {
    "m": ("m", "male", "man", "men", "homme", "hommes", "h", "monsieur", "masculin", "mr", "m."),
    "f": ("f", "female", "woman", "women", "femme", "femmes", "madame", "féminin", "mrs", "mme", "ms"),
}


def _birthday(person: Person) -> str:
    return f"{person.birthday.month:02}/{person.birthday.day:02}" if person.birthday else ""


def _more(name: str) -> Callable[[Person], str]:
    return lambda person: person.more.get(name, "") if person.more else ""


_country, _street, _city, _postcode = _more("country"), _more("street"), _more("city"), _more("postcode")
_named_country = _more("country_name")


def _line(person: Person) -> str:
    """The address as a text in one line."""
    town = f"{_postcode(person)} {_city(person)}"
    return ", ".join(part for part in map(str.strip, (_street(person), _more("street2")(person), town, _named_country(person))) if part)


def _address(person: Person) -> FieldValue:
    """In the parts that Mailchimp demands; empty unless it has all of them, because half an address refuses the whole contact."""
    parts = {"addr1": _street(person), "city": _city(person), "zip": _postcode(person)}
    if not all(parts.values()):
        return ""
    rest = {"addr2": _more("street2")(person), "state": _more("state")(person) or _NO_STATE, "country": _country(person)}
    return {name: cut(part) for name, part in sorted((parts | rest).items()) if part}


def _zip(person: Person) -> str:
    code = _postcode(person).strip()
    return code if len(code) == _ZIP_DIGITS and code.isascii() and code.isdigit() else ""


#: Each field of the shop as a text.
_TEXTS: Mapping[ShopField, Callable[[Person], str]] = {
    ShopField.FIRST_NAME: lambda person: person.first_name,
    ShopField.LAST_NAME: lambda person: person.last_name,
    ShopField.BIRTHDAY: _birthday,
    ShopField.GENDER: lambda person: _more("gender")(person).upper(),
    ShopField.LANGUAGE: lambda person: person.language,
    ShopField.GROUP: _more("group"),
    ShopField.SHOP: _more("shop"),
    ShopField.REGISTERED: _more("registered"),
    ShopField.COMPANY: _more("company"),
    ShopField.PHONE: _more("phone"),
    ShopField.ADDRESS: _line,
    ShopField.CITY: _city,
    ShopField.POSTCODE: _postcode,
    ShopField.COUNTRY: lambda person: _named_country(person) or _country(person),
}
_CHOICES: Mapping[ShopField, Callable[[Person], str]] = {field: text for field, text in _TEXTS.items() if field is not ShopField.ADDRESS}

#: Mailchimp's type of a merge field → the shop's fields that it takes, and in which form. Another type takes none of them.
TAKES: Mapping[str, Mapping[ShopField, Callable[[Person], FieldValue]]] = {
    "text": _TEXTS,
    "radio": _CHOICES,
    "dropdown": _CHOICES,
    "phone": {ShopField.PHONE: _TEXTS[ShopField.PHONE]},
    "birthday": {ShopField.BIRTHDAY: _birthday},
    # Whatever order the audience shows a date in, the API takes ISO 8601.
    "date": {
        ShopField.BIRTHDAY: lambda person: person.birthday.isoformat() if person.birthday else "",
        ShopField.REGISTERED: _TEXTS[ShopField.REGISTERED],
    },
    "zip": {ShopField.POSTCODE: _zip},
    "address": {ShopField.ADDRESS: _address},
}
#: Types that take one of a list of choices.
OF_CHOICES = frozenset({"radio", "dropdown"})
#: Types whose values are of one form that has nothing to tidy.
_FORMED = frozenset({"birthday", "date", "zip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One merge field that we fill."""

    tag: str
    type: str
    field: ShopField
    choices: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether its type takes this field of the shop."""
        return self.field in TAKES.get(self.type, {})


class Filling:
    """All merge fields of an audience that we fill, ready to be asked a million times. Those that clash are left out."""

    def __init__(self, filled: Iterable[Filled] = (), missing: Iterable[str] = ()) -> None:
        """`missing`: the names of the fields that the audience requires and that nothing fills."""
        places = {tag: place for place, tag in enumerate(BY_DEFAULT)}
        fitting = (one for one in filled if one.fits)
        self.filled = tuple(sorted(fitting, key=lambda one: (places.get(one.tag, len(places)), one.tag)))
        self.missing = tuple(missing)
        self.tags = frozenset(one.tag for one in self.filled)
        self._values = [(one.tag, value_of(one)) for one in self.filled]

    def of(self, person: Person) -> dict[str, FieldValue]:
        """What to send. An empty value is not sent: it would clear what the person told Mailchimp."""
        return {tag: found for tag, value in self._values if (found := value(person))}

    def fates(self, person: Person) -> dict[str, Fate]:
        """What becomes of each field of one person."""
        return {one.tag: _fate(one, value(person), person) for one, (_, value) in zip(self.filled, self._values, strict=True)}

    @property
    def key(self) -> list[list[object]]:
        """All that makes two fillings send the same."""
        return [[one.tag, one.type, one.field, list(one.choices)] for one in self.filled]


def value_of(one: Filled) -> Callable[[Person], FieldValue]:
    """The value to send for a person, tidied; empty where there is none that fits."""
    if one.type in OF_CHOICES:
        return _choosing(one)
    found = TAKES[one.type][one.field]
    if one.type in _FORMED:
        return found

    def value(person: Person) -> FieldValue:
        raw = found(person)
        return tidy(raw) if isinstance(raw, str) else raw

    return value


def _choosing(one: Filled) -> Callable[[Person], str]:
    choices = {choice.casefold(): choice for choice in one.choices}

    def value(person: Person) -> str:
        return next((choices[word] for word in _words(one.field, person) if word in choices), "")

    return value


def _words(field: ShopField, person: Person) -> Iterable[str]:
    """What a choice may be called that means this person's value."""
    text = " ".join(_TEXTS[field](person).split()).casefold()
    if field is ShopField.GENDER:
        return _GENDERS.get(text, ())
    return (text, _country(person).casefold()) if field is ShopField.COUNTRY else (text,)


def _fate(one: Filled, sent: FieldValue, person: Person) -> Fate:
    raw = " ".join(_TEXTS[one.field](person).split())
    if not sent:
        return Fate.UNFIT if cut(raw) else Fate.EMPTY
    return Fate.CUT if isinstance(sent, str) and len(raw.encode(errors="ignore")) > VALUE_MAX_BYTES else Fate.SENT
