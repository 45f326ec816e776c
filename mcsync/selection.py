"""Who is exported: every shop row ends as part of a person, or as a skip with a reason.

Rows are judged one by one, then merged by canonical address. Pure: no I/O, no clock.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mcsync.address import canonical, is_blank
from mcsync.contact import Consent, Origin, Person, ShopUser
from mcsync.errors import AddressError
from mcsync.exclusion import Exclusion, ExclusionKind, Exclusions
from mcsync.message import Message, say
from mcsync.settings import Settings

#: The GDPR module's shared stub: every erased customer's orders hang on it.
GDPR_STUB = "anonymous@psgdpr.com"


class SkipReason(StrEnum):
    """Why a row of the shop is not exported, in the order in which the reasons are asked."""

    OTHER_SHOP = "other_shop"
    DELETED = "deleted"
    INACTIVE = "inactive"
    NO_ADDRESS = "no_address"
    MALFORMED = "malformed"
    GDPR_STUB = "gdpr_stub"
    EXCLUDED_GROUP = "excluded_group"
    EXCLUDED_ADDRESS = "excluded_address"
    EXCLUDED_DOMAIN = "excluded_domain"
    EXCLUDED_PATTERN = "excluded_pattern"
    #: Asked of the merged person: newsletter-only, and never confirmed.
    UNCONFIRMED = "unconfirmed"
    #: Asked of the merged person: does not consent, and the setting exports only those who do.
    NOT_CONSENTING = "not_consenting"


REASON: Mapping[SkipReason, Message] = {
    SkipReason.OTHER_SHOP: say("Belongs to a shop that is not chosen. Choose the shop on the Audience page to export it."),
    SkipReason.DELETED: say("Deleted in the shop."),
    SkipReason.INACTIVE: say("The account is disabled in the shop. Enable it there, or include disabled accounts on the Audience page."),
    SkipReason.NO_ADDRESS: say("The row has no e-mail address. Add one in the shop."),
    SkipReason.MALFORMED: say("The address is not a valid e-mail address. Correct it in the shop."),
    SkipReason.GDPR_STUB: say("The shared address that stands for erased customers; nobody reads it."),
    SkipReason.EXCLUDED_GROUP: say("In a customer group that you excluded. Change the rule on the Audience page."),
    SkipReason.EXCLUDED_ADDRESS: say("You excluded this address. Change the rule on the Audience page."),
    SkipReason.EXCLUDED_DOMAIN: say("You excluded this domain. Change the rule on the Audience page."),
    SkipReason.EXCLUDED_PATTERN: say("A wildcard of yours excludes this address. Change the rule on the Audience page."),
    SkipReason.UNCONFIRMED: say("Signed up in the shop's newsletter block but never confirmed, or was switched off there."),
    SkipReason.NOT_CONSENTING: say("Did not ask for the newsletter, and you export only people who did."),
}

#: The same in a word or two, for the rows of that reason.
REASON_NAMES: Mapping[SkipReason, Message] = {
    SkipReason.OTHER_SHOP: say("Of another shop"),
    SkipReason.DELETED: say("Deleted in the shop"),
    SkipReason.INACTIVE: say("Account disabled"),
    SkipReason.NO_ADDRESS: say("Without an address"),
    SkipReason.MALFORMED: say("Address not valid"),
    SkipReason.GDPR_STUB: say("Erased customers"),
    SkipReason.EXCLUDED_GROUP: say("Customer group left out"),
    SkipReason.EXCLUDED_ADDRESS: say("Address left out"),
    SkipReason.EXCLUDED_DOMAIN: say("Domain left out"),
    SkipReason.EXCLUDED_PATTERN: say("Left out by a wildcard"),
    SkipReason.UNCONFIRMED: say("Sign-up never confirmed"),
    SkipReason.NOT_CONSENTING: say("Newsletter not asked for"),
}

_EXCLUDED_BY: Mapping[ExclusionKind, SkipReason] = {
    ExclusionKind.ADDRESS: SkipReason.EXCLUDED_ADDRESS,
    ExclusionKind.DOMAIN: SkipReason.EXCLUDED_DOMAIN,
    ExclusionKind.PATTERN: SkipReason.EXCLUDED_PATTERN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionRules:
    """What the operator chose about who is exported."""

    #: Empty: every shop.
    shops: frozenset[int] = frozenset()
    exclusions: Exclusions = field(default_factory=Exclusions)
    excluded_groups: frozenset[int] = frozenset()
    include_inactive: bool = False
    default_language: str = "fr"

    @classmethod
    def of(cls, settings: Settings) -> "SelectionRules":
        """The part of the settings that speaks of selection."""
        return cls(
            shops=settings.shops,
            exclusions=Exclusions(settings.exclusions),
            excluded_groups=settings.excluded_groups,
            include_inactive=settings.include_inactive,
            default_language=settings.default_language,
        )

    def exclusion_of(self, email: str) -> Exclusion | None:
        """The rule that excludes an address as typed in the shop."""
        try:
            return self.exclusions.match(canonical(email))
        except AddressError:
            return None


#: Reasons that a row's own flags give, in the order of `SkipReason`.
_FLAGS: Sequence[tuple[SkipReason, Callable[[ShopUser, SelectionRules], bool]]] = (
    (SkipReason.OTHER_SHOP, lambda user, rules: bool(rules.shops) and user.shop_id is not None and user.shop_id not in rules.shops),
    (SkipReason.DELETED, lambda user, _: user.deleted),
    (SkipReason.INACTIVE, lambda user, rules: not user.active and not rules.include_inactive),
)


class Candidate(NamedTuple):
    """A row that may be exported, under its canonical address; sorts so that the row we believe most comes first."""

    address: str
    #: Position in `Origin`.
    rank: int
    #: Negative id of the row, so that the newest comes first.
    newest: int
    consent: str
    first_name: str
    last_name: str
    #: ISO date or empty.
    birthday: str
    language: str
    #: JSON object of what else was asked for; empty where that is nothing.
    more: str = ""


def judge(user: ShopUser, rules: SelectionRules) -> Candidate | SkipReason:
    """What becomes of one row of the shop."""
    for reason, applies in _FLAGS:
        if applies(user, rules):
            return reason
    try:
        address = canonical(user.email)
    except AddressError:
        return SkipReason.NO_ADDRESS if is_blank(user.email) else SkipReason.MALFORMED
    return _excluded(address, user, rules) or _candidate(address, user)


def _excluded(address: str, user: ShopUser, rules: SelectionRules) -> SkipReason | None:
    if address == GDPR_STUB:
        return SkipReason.GDPR_STUB
    if user.group_id is not None and user.group_id in rules.excluded_groups:
        return SkipReason.EXCLUDED_GROUP
    rule = rules.exclusions.match(address)
    return _EXCLUDED_BY[rule.kind] if rule else None


_RANK: Mapping[Origin, int] = {origin: rank for rank, origin in enumerate(Origin)}
_CONSENTS: Mapping[str, Consent] = {consent.value: consent for consent in Consent}
_SUBSCRIBER_RANK = _RANK[Origin.SUBSCRIBER]


def _candidate(address: str, user: ShopUser) -> Candidate:
    return Candidate(
        address,
        _RANK[user.origin],
        -user.id,
        consent_of(user),
        user.first_name,
        user.last_name,
        user.birthday.isoformat() if user.birthday else "",
        user.language or "",
        json.dumps(user.more) if user.more else "",
    )


def consent_of(user: ShopUser) -> Consent:
    """What one row says. A switched-off row of the newsletter block may never have been confirmed, so it does not say that they left."""
    if user.newsletter:
        return Consent.YES
    if user.newsletter_date is not None and user.origin is not Origin.SUBSCRIBER:
        return Consent.LEFT
    return Consent.NEVER


def merge(candidates: Sequence[Candidate], default_language: str) -> Person:
    """One person out of the candidates of one address, in any order.

    Any row that says yes means yes; names, birthday and language come from the first row, in `Candidate` order, that has them.
    """
    if len(candidates) == 1:  # nearly everybody, so without the searches below
        (row,) = candidates
        more = json.loads(row.more) if row.more else None
        return _person(row, row, row.consent, row.birthday, row.language or default_language, 1, more)
    rows = sorted(candidates)
    named = next((row for row in rows if row.first_name or row.last_name), rows[0])
    birthday = next((row.birthday for row in rows if row.birthday), "")
    consents = {row.consent for row in rows}
    consent = next(consent for consent in Consent if consent in consents)
    language = next((row.language for row in rows if row.language), default_language)
    return _person(rows[0], named, consent, birthday, language, len(rows), _merged_more(rows))


#: They belong together: the street of one row and the town of another would be an address where nobody lives.
_OF_AN_ADDRESS = ("street", "street2", "city", "postcode", "state", "country", "country_name")


def _merged_more(rows: Sequence[Candidate]) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    for row in rows:
        more = json.loads(row.more) if row.more else {}
        settled = found.keys() | (_OF_AN_ADDRESS if found.keys() & set(_OF_AN_ADDRESS) else ())
        found |= {name: value for name, value in more.items() if name not in settled}
    return found or None


def _person(
    first: Candidate, named: Candidate, consent: str, birthday: str, language: str, rows: int, more: Mapping[str, str] | None
) -> Person:
    # In the order of the fields, because a million are made.
    return Person(
        first.address,
        _CONSENTS[consent],
        first.rank < _SUBSCRIBER_RANK,
        named.first_name,
        named.last_name,
        date.fromisoformat(birthday) if birthday else None,
        language,
        rows,
        more,
    )
