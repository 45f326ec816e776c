"""Rules that keep addresses out of an export: an exact address, a domain with its subdomains, a wildcard."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate

from mcsync.address import canonical, canonical_domain, domain_of, readable
from mcsync.errors import AddressError, SettingsError
from mcsync.message import say


class ExclusionKind(StrEnum):
    """What a rule looks at, in the order in which rules are asked."""

    ADDRESS = "address"
    DOMAIN = "domain"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One rule, in canonical form."""

    kind: ExclusionKind
    text: str

    def __str__(self) -> str:
        return f"@{self.text}" if self.kind is ExclusionKind.DOMAIN else self.text


def parse_exclusion(text: str) -> Exclusion:
    """`ann@shop.example` an address · `@shop.example` or `shop.example` a domain · `*+test@*` a wildcard.

    Raises `SettingsError`.
    """
    rule = text.strip().lower()
    if "*" in rule or "?" in rule:
        return Exclusion(kind=ExclusionKind.PATTERN, text=_pattern(rule))
    try:
        if "@" in rule.removeprefix("@"):
            return Exclusion(kind=ExclusionKind.ADDRESS, text=canonical(rule))
        return Exclusion(kind=ExclusionKind.DOMAIN, text=canonical_domain(rule.removeprefix("@")))
    except AddressError:
        raise SettingsError(
            say(
                "“{rule}” is not a rule. Write an address (ann@shop.com), a domain (@shop.com) or a wildcard (*+test@*).",
                rule=text.strip()[:80],
            )
        ) from None


def _pattern(rule: str) -> str:
    if not rule.strip("*?@. "):
        raise SettingsError(say("“{rule}” would exclude everybody. Write a narrower wildcard, such as *+test@*.", rule=rule[:80]))
    return rule


class Exclusions:
    """All rules of one export, ready to be asked a million times."""

    def __init__(self, rules: Iterable[Exclusion] = ()) -> None:
        self.rules = tuple(rules)
        self._addresses = {rule.text: rule for rule in self.rules if rule.kind is ExclusionKind.ADDRESS}
        self._domains = {rule.text: rule for rule in self.rules if rule.kind is ExclusionKind.DOMAIN}
        self._patterns = [(_compiled(rule.text), rule) for rule in self.rules if rule.kind is ExclusionKind.PATTERN]

    def match(self, address: str) -> Exclusion | None:
        """The first rule that excludes this canonical address."""
        if not self.rules:
            return None
        return self._addresses.get(address) or self._match_domain(address) or self._match_pattern(address)

    def _match_domain(self, address: str) -> Exclusion | None:
        domain = domain_of(address) if self._domains else ""
        while domain:
            if rule := self._domains.get(domain):
                return rule
            domain = domain.partition(".")[2]
        return None

    def _match_pattern(self, address: str) -> Exclusion | None:
        if not self._patterns:
            return None
        # A wildcard may be written in a domain's own letters, whose IDNA form cannot be worked out from a part of it.
        forms = {address, readable(address)}
        return next((rule for pattern, rule in self._patterns if any(map(pattern.match, forms))), None)


def _compiled(wildcard: str) -> re.Pattern[str]:
    """Only `*` and `?` mean something; `fnmatch` alone would read `[` as the start of a set."""
    return re.compile(translate(wildcard.replace("[", "[[]")))
