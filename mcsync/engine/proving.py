"""The proof of an audience: every contact of the shop compared with what Mailchimp has, and everybody there who is none of them."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from mcsync.contact import MemberStatus
from mcsync.engine.survey import Weighed
from mcsync.fields import differences
from mcsync.outcome import Effect
from mcsync.store import Proof, Store

#: People listed of each kind.
LISTED = 1000
_FIGURES = ("in_place", "different", "missing", "left_alone", "not_ours")

#: address, kind, detail.
Listed = Mapping[str, Any]


class Prover:
    """Takes the contacts of the shop one by one, with what the mirror says of each; the audience was read just before."""

    def __init__(self, store: Store, audience: int) -> None:
        """`audience` is our number of it."""
        self._store, self._audience = store, audience
        self._found, self._people = Counter[str](), list[Listed]()
        #: By their first byte, so that they can be sorted a few at a time: a million at once would be 40 MB of numbers.
        self._ours = [array("Q") for _ in range(256)]

    def see(self, one: Weighed) -> None:
        """Compare one contact."""
        kind, detail = _compare(one)
        address = one.contact.address
        self._found[kind] += 1
        if one.known.status is not MemberStatus.ABSENT:
            mark = _mark(address)
            self._ours[mark >> 56].append(mark)
        if kind in {"different", "missing"} and self._found[kind] <= LISTED:
            self._people.append({"address": address, "kind": kind, "detail": detail})

    def proof(self, run: int | None, by: str) -> Proof:
        """What was found, once everybody was seen; `run` is the one that it proves."""
        for other in self._not_ours():
            self._found["not_ours"] += 1
            if self._found["not_ours"] <= LISTED:
                self._people.append(other)
        figures = {name: self._found[name] for name in _FIGURES}
        return Proof(audience=self._audience, run_id=run, at=self._store.now(), by=by, **figures, people=self._people)

    def _not_ours(self) -> Iterator[Listed]:
        """Everybody in the audience who is no contact of the shop."""
        if self._store.mirror.all_count(self._audience) == sum(map(len, self._ours)):
            return
        ours = [array("Q", sorted(some)) for some in self._ours]
        for address, status in self._store.lookups.everybody(self._audience):
            mark = _mark(address)
            alike = ours[mark >> 56]
            place = bisect_left(alike, mark)
            if place == len(alike) or alike[place] != mark:
                yield {"address": address, "kind": "not_ours", "detail": status.value}


def _compare(one: Weighed) -> tuple[str, str]:
    if one.known.status is MemberStatus.ABSENT:
        return "missing", one.known.cause or ""
    if one.effect is Effect.LEAVE:
        return "left_alone", one.known.status.value
    if one.status is not one.known.status:
        return "different", f"status: {one.known.status.value} → {one.status.value}"
    different = differences(one.known.shown, one.contact.language, one.contact.fields)
    return (
        ("different", "; ".join(f"{tag}: {there} → {here}" for tag, (there, here) in different.items())) if different else ("in_place", "")
    )


def _mark(address: str) -> int:
    """Eight bytes that stand for an address: a million of them take 8 MB, and two that are the same are one in 37 million."""
    return int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), "big")
