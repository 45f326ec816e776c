"""What must come out, counted once more from the plain rows: shares no code with mcsync, and knows the dirt because it was written here."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.fixtures.prestashop import INVALID_ADDRESSES

#: Typed domain → the one form of it.
IDNA = {"bücher.example": "xn--bcher-kva.example", "crème.example": "xn--crme-6oa.example"}
STUB = "anonymous@psgdpr.com"
#: id_lang → Mailchimp's code; PrestaShop says "gb" for what ISO 639 calls "en".
LANGUAGES = {1: "fr", 2: "en", 3: "en", 4: "de"}
BLANKS = " \t\u00a0"
#: They cannot be seen, but what they join can: families in emoji, Persian names.
JOINERS = "\u200c\u200d"
_NO_ADDRESS = {"", " "}
_MALFORMED = {address.strip(BLANKS).lower() for address in INVALID_ADDRESSES} - _NO_ADDRESS - {STUB}

YES, LEFT, NEVER = "yes", "left", "never"
#: People of whom Mailchimp's word wins, whatever the shop says.
CLOSED = {"unsubscribed", "cleaned", "archived"}
#: (status there, consent) → status afterwards; None: not sent. `new` is pending where the audience has double opt-in.
AFTER = {
    ("absent", YES): "new",
    ("absent", LEFT): "other",
    ("absent", NEVER): "other",
    ("transactional", YES): "new",
    ("transactional", LEFT): "transactional",
    ("transactional", NEVER): "transactional",
    ("subscribed", YES): "subscribed",
    ("subscribed", LEFT): "unsubscribed",
    ("subscribed", NEVER): "subscribed",
    ("pending", YES): "pending",
    ("pending", LEFT): "unsubscribed",
    ("pending", NEVER): "pending",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator has chosen."""

    consenting_only: bool = False
    double_optin: bool = False
    #: Empty: all of them.
    shops: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    #: Canonical address → which kind of rule keeps it out.
    excluded: Callable[[str], str | None] = lambda _: None
    #: For those whose rows have none.
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One person afterwards."""

    address: str
    consent: str
    before: str
    after: str
    language: str
    fields: Mapping[str, str]
    #: Mailchimp has a word of its own about them.
    left_alone: bool = False
    #: There already, status and all.
    unchanged: bool = False

    @property
    def sent(self) -> bool:
        return not (self.left_alone or self.unchanged)


@dataclass(slots=True, kw_only=True)
class Oracle:
    """Every row and everybody, with the figures that a preview must show."""

    rows: int = 0
    skipped: Counter = field(default_factory=Counter)
    merged: int = 0
    people: dict[str, Expected] = field(default_factory=dict)

    def of(self, which: Callable[[Expected], bool]) -> list[Expected]:
        return [person for person in self.people.values() if which(person)]

    @property
    def figures(self) -> dict:
        """As `preview --json` names them."""
        return {
            "rows": self.rows,
            "skipped": dict(self.skipped),
            "merged": self.merged,
            "contacts": len(self.people),
            "by_status": dict(Counter(person.after for person in self.people.values())),
            "unchanged": len(self.of(lambda person: person.unchanged)),
            "left_alone": len(self.of(lambda person: person.left_alone)),
            "to_send": len(self.of(lambda person: person.sent)),
        }


def judge(
    customers: Iterable[dict], subscribers: Iterable[dict], there: Mapping[str, dict] | None = None, rules: Rules | None = None
) -> Oracle:
    """`there`: the audience beforehand, address → `{"status", "language", "merge_fields"}`, forgotten people included."""
    oracle, chosen = Oracle(), rules or Rules()
    live: dict[str, list[tuple[str, dict]]] = defaultdict(list)
    rows = [("guest" if row["is_guest"] else "customer", row) for row in customers] + [("subscriber", row) for row in subscribers]
    for origin, row in rows:
        oracle.rows += 1
        if reason := _refused(origin, row, chosen):
            oracle.skipped[reason] += 1
        else:
            live[known_as(row["email"])].append((origin, row))
    for address, group in live.items():
        _weigh(oracle, address, group, (there or {}).get(address, {"status": "absent"}), chosen)
    return oracle


def known_as(email: str) -> str:
    """The one form of an address that was typed in many."""
    local, _, domain = email.strip(BLANKS).lower().rpartition("@")
    return f"{local}@{IDNA.get(domain, domain)}"


def _refused(origin: str, row: dict, rules: Rules) -> str | None:
    """Why this row is no one's: the first reason of these that is true."""
    typed = row["email"].strip(BLANKS).lower()
    reasons = {
        # A shop 0 is every shop.
        "other_shop": rules.shops and row["id_shop"] and row["id_shop"] not in rules.shops,
        "deleted": row.get("deleted"),
        "gdpr_stub": typed == STUB,
        "inactive": origin != "subscriber" and not row["active"],
        "no_address": typed in _NO_ADDRESS,
        "malformed": typed in _MALFORMED,
        "excluded_group": row.get("id_default_group") in rules.groups,
    }
    return next((reason for reason, true in reasons.items() if true), None) or rules.excluded(known_as(typed))


def _weigh(oracle: Oracle, address: str, group: list[tuple[str, dict]], there: Mapping, rules: Rules) -> None:
    # All rows of a person become one, whatever becomes of that one.
    oracle.merged += len(group) - 1
    consent = _consent(group)
    customer = any(origin != "subscriber" for origin, _ in group)
    if consent != YES and (not customer or rules.consenting_only) and there["status"] in {"absent", "forgotten"}:
        # Without consent, nobody but a customer is anybody: what is left are newsletter sign-ups that were never confirmed.
        oracle.skipped["not_consenting" if rules.consenting_only else "unconfirmed"] += 1
        return
    oracle.people[address] = _expected(address, consent, group, there, rules)


def _consent(group: list[tuple[str, dict]]) -> str:
    if any(row["active"] if origin == "subscriber" else row["newsletter"] for origin, row in group):
        return YES
    once = any(origin != "subscriber" and _real_date(row["newsletter_date_add"]) for origin, row in group)
    return LEFT if once else NEVER


def _expected(address: str, consent: str, group: list[tuple[str, dict]], there: Mapping, rules: Rules) -> Expected:
    # A permanently deleted person is in no listing, so nothing is known of them before Mailchimp refuses them.
    before = "absent" if there["status"] == "forgotten" else there["status"]
    closed = before in CLOSED
    new = "pending" if rules.double_optin else "subscribed"
    after = before if closed else {"new": new, "other": "transactional"}.get(AFTER[before, consent], AFTER[before, consent])
    # Customers are believed before guests, guests before the newsletter block, and of each the newest row.
    order = sorted(
        group, key=lambda each: (("customer", "guest", "subscriber").index(each[0]), -each[1].get("id_customer", each[1].get("id", 0)))
    )
    fields = _fields([row for _, row in order])
    language = next((LANGUAGES[row["id_lang"]] for _, row in order if row.get("id_lang") in LANGUAGES), rules.language)
    shown = {"language": language, **fields}
    has = {"language": there.get("language", ""), **there.get("merge_fields", {})}
    same = after == before and all(has.get(name) == value for name, value in shown.items())
    return Expected(
        address=address, consent=consent, before=before, after=after, language=language, fields=fields,
        left_alone=closed, unchanged=same and not closed,
    )  # fmt: skip


def _fields(rows: list[dict]) -> dict[str, str]:
    names = ((clean(row.get("firstname", "")), clean(row.get("lastname", ""))) for row in rows)
    # Both from one row: a first name of one and a last name of another would be somebody else.
    first, last = next(filter(any, names), ("", ""))
    born = next((f"{born:%m/%d}" for row in rows if (born := _real_date(row.get("birthday")))), "")
    return {tag: value for tag, value in (("FNAME", first), ("LNAME", last), ("BIRTHDAY", born)) if value}


def clean(name: str) -> str:
    """One line, blanks squeezed, control characters taken for blanks, and nothing in it that cannot be seen but what joins letters."""
    kinds = ((letter, unicodedata.category(letter)) for letter in name)
    visible = "".join(" " if kind == "Cc" else letter for letter, kind in kinds if kind != "Cf" or letter in JOINERS)
    return " ".join(visible.split())


def _real_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
