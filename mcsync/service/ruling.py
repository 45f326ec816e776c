"""One address against everything that may leave it out: the rules for addresses, then what the shop's rows of it are."""

from mcsync.address import canonical
from mcsync.message import Message, say
from mcsync.selection import REASON, SelectionRules, SkipReason, judge
from mcsync.service.views import RuleTest
from mcsync.service.wiring import Wiring


def tried(wiring: Wiring, raw: str) -> RuleTest:
    """Whether this address, as somebody typed it, would be exported. Raises `AddressError`, and `ShopError` when the shop cannot be asked."""
    address, rules = canonical(raw), SelectionRules.of(wiring.in_force().settings)
    if rule := rules.exclusions.match(address):
        return RuleTest(address=address, excluded=True, sentence=say("Excluded by your rule {rule}.", rule=str(rule)))
    excluded, sentence = _of_rows(wiring, address, rules)
    return RuleTest(address=address, excluded=excluded, sentence=sentence)


def _of_rows(wiring: Wiring, address: str, rules: SelectionRules) -> tuple[bool, Message]:
    with wiring.shop() as shop:
        judged = [judge(user, rules) for user in shop.find(address)]
    if not judged:
        return False, say("No rule excludes this address. The shop has no row of it.")
    reasons = [one for one in judged if isinstance(one, SkipReason)]
    # One row that may be exported is enough for a person.
    if len(reasons) < len(judged):
        return False, say("No rule excludes this address.")
    return True, REASON[reasons[0]]
