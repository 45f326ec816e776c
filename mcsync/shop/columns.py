"""Which column of a file means what: proposed by the words of its header, in French and English."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from mcsync.errors import SettingsError, ShopError
from mcsync.message import say
from mcsync.shop.values import text

#: What a header may be called, without accents, case and punctuation; the first of a list that is there wins.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "email": (
        *("email", "e mail", "mail", "courriel", "email address", "e mail address", "adresse email", "adresse e mail", "adresse mail"),
        *("adresse electronique", "adresse de messagerie", "adresse courriel", "customer email", "email client", "address", "adresse"),
    ),
    "first_name": ("first name", "firstname", "prenom", "given name", "forename", "fname"),
    "last_name": ("last name", "lastname", "nom", "nom de famille", "surname", "family name", "lname", "name"),
    "newsletter": (
        *("newsletter", "consent", "consentement", "abonne", "abonnee", "abonne newsletter", "abonne a la newsletter", "subscribed", "optin"),
        *("opt in", "accepts marketing", "inscrit", "inscrit newsletter", "inscrit a la newsletter", "abonnement", "lettre d information"),
    ),
    "newsletter_date": (
        *("newsletter date", "newsletter date add", "date newsletter", "consent date", "date de consentement", "date consentement"),
        *("date d abonnement", "date abonnement", "subscription date", "subscribed at", "optin time", "optin date"),
    ),
    "language": ("language", "langue", "lang", "locale", "iso code", "code langue"),
    "birthday": ("birthday", "birth date", "birthdate", "date of birth", "date de naissance", "anniversaire", "naissance"),
    "gender": ("gender", "genre", "sexe", "sex", "civilite", "title", "titre", "social title"),
    "group": ("group", "groupe", "customer group", "groupe client", "groupe de clients"),
    "shop": ("shop", "store", "boutique", "magasin"),
    "company": ("company", "societe", "entreprise", "company name", "raison sociale"),
    "phone": (
        *("phone", "telephone", "tel", "phone number", "numero de telephone", "mobile", "portable", "phone mobile", "telephone portable"),
        *("telephone mobile", "gsm"),
    ),
    "street": ("street", "rue", "address1", "address 1", "adresse 1", "adresse1", "address line 1", "adresse postale", "street address"),
    "postcode": ("postcode", "postal code", "zip", "zip code", "code postal", "cp"),
    "city": ("city", "town", "ville", "commune"),
    "country": ("country", "pays"),
    "registered": ("date", "date add", "date d inscription", "inscription", "registered", "registration date", "created", "created at", "date de creation"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The header, as written in the file, of the column for each thing; None where the file does not say it."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    #: Whether the person agreed to the newsletter. Without this column, nobody did.
    newsletter: str | None = None
    newsletter_date: str | None = None
    language: str | None = None
    birthday: str | None = None
    gender: str | None = None
    registered: str | None = None
    group: str | None = None
    shop: str | None = None
    company: str | None = None
    phone: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None


def guess_columns(header: Sequence[str]) -> dict[str, str | None]:
    """What (as in `Columns`) → the header that seems to mean it; None where none does."""
    named = {_plain(name): name for name in reversed(header)}
    return {what: next((named[word] for word in words if word in named), None) for what, words in _WORDS.items()}


def chosen_columns(chosen: Mapping[str, str]) -> Columns:
    """The columns that somebody chose. Raises `SettingsError` where one is not known, or the address is missing."""
    if not chosen.get("email") or not chosen.keys() <= {field.name for field in fields(Columns)}:
        raise SettingsError(say("Choose the column that holds the e-mail addresses."))
    return Columns(**chosen)


def proposed(header: Sequence[str]) -> Columns:
    """What the header seems to mean. Raises `ShopError` when no column is called like an e-mail address."""
    found = guess_columns(header)
    if not found["email"]:
        shown = ", ".join(text(name, 40) for name in header[:12])
        raise ShopError(
            say(
                "No column of the file is called like an e-mail address. Its first line must name the columns; it says: {header}.",
                header=shown,
            )
        )
    return Columns(**found)  # type: ignore[arg-type]  # the address was just made sure of


def positions(columns: Columns, header: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises `SettingsError` for one that the file does not have."""
    chosen = {field.name: getattr(columns, field.name) for field in fields(columns)}
    for name in chosen.values():
        if name is not None and name not in header:
            raise SettingsError(say("The file has no column “{column}”. Choose its columns again.", column=text(name, 40)))
    return {what: header.index(name) for what, name in chosen.items() if name is not None}


def _plain(name: str) -> str:
    """`"Prénom "` → `"prenom"`, `"E-mail_address"` → `"e mail address"`."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
