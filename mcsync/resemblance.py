"""Did you mean …? Which addresses are a slip of the keyboard away from one that nobody knows. Pure: it names what to look for, and ranks what was found."""

from collections.abc import Iterable

#: Proposals that are shown.
PROPOSED = 5
#: Longer local parts have too many slips to look for each.
_LOCAL_MAX = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-_"
#: A short name at quite another domain is another person: every shop has its info@.
_NAME_LEAST = 6
#: Slips in a domain after which it is another one: gmial.com and gmail.co are two slips or fewer away from gmail.com.
_DOMAIN_SLIPS = 2


def local_forms(address: str) -> list[str]:
    """Local parts under which the same person may be known: as typed, without its tag, without dots."""
    local = address.rpartition("@")[0]
    untagged = local.partition("+")[0]
    return [form for form in dict.fromkeys((local, untagged, untagged.replace(".", ""))) if form]


def slips(address: str) -> list[str]:
    """Every address of the same domain that is one slip away: a letter left out, swapped, mistaken or added."""
    local, _, domain = address.rpartition("@")
    if len(local) > _LOCAL_MAX:
        return []
    cuts = [(local[:place], local[place:]) for place in range(len(local) + 1)]
    forms = [left + right[1:] for left, right in cuts if right]
    forms += [left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1]
    forms += [left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS]
    forms += [left + letter + right for left, right in cuts for letter in _LETTERS]
    return [f"{form}@{domain}" for form in dict.fromkeys(forms) if form and form != local]


def proposals(address: str, known: Iterable[str]) -> list[str]:
    """The known addresses that may be meant, the likeliest first; a handful at most."""
    ranked = sorted((far, one) for one in set(known) - {address} if (far := _distance(address, one)) is not None)
    return [one for _, one in ranked[:PROPOSED]]


def _distance(address: str, other: str) -> int | None:
    """How far apart; None: another person."""
    local, _, domain = address.rpartition("@")
    other_local, _, other_domain = other.rpartition("@")
    same_name = _plain(local) == _plain(other_local)
    names = 0 if local == other_local else 1 if same_name else slips_between(local, other_local)
    domains = slips_between(domain, other_domain)
    if domain == other_domain:
        return names if names <= 1 else None
    if not same_name or (domains > _DOMAIN_SLIPS and len(local) < _NAME_LEAST):
        return None
    return names + domains


def _plain(local: str) -> str:
    return local.partition("+")[0].replace(".", "")


def slips_between(one: str, other: str) -> int:
    """The least number of letters left out, added, mistaken or swapped with their neighbour."""
    before, last = [0], list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        row = [place]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, row[-1] + 1, last[column - 1] + (letter != wanted))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
