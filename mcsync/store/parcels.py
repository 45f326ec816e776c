"""The contacts of one batch, frozen: packed when they are planned, unpacked whenever they are sent, the same each time."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from mcsync.contact import Contact, MemberStatus
from mcsync.outcome import Effect

# Looked up in dicts: an enum's own look-up takes ten times as long, and each contact asks for two.
_EFFECT: Mapping[str, Effect] = {effect.value: effect for effect in Effect}
_STATUS: Mapping[str | None, MemberStatus | None] = {None: None, **{status.value: status for status in MemberStatus}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One contact of a plan."""

    #: 1, 2, 3 … in the plan.
    place: int
    address_id: int
    effect: Effect
    contact: Contact
    #: The shop says yes for this person.
    consented: bool


def pack(planned: Sequence[Planned]) -> bytes:
    """All of them as bytes."""
    rows = [
        [
            one.place,
            one.address_id,
            one.effect,
            one.contact.address,
            one.contact.status,
            one.contact.language,
            one.contact.fields,
            one.consented,
        ]
        for one in planned
    ]
    return zlib.compress(orjson.dumps(rows), level=1)


def unpack(parcel: bytes) -> list[Planned]:
    """The contacts that were packed."""
    return [
        Planned(
            place=place,
            address_id=address_id,
            effect=_EFFECT[effect],
            contact=Contact(address=address, status=_STATUS[status], language=language, fields=fields),
            consented=consented,
        )
        for place, address_id, effect, address, status, language, fields, consented in orjson.loads(zlib.decompress(parcel))
    ]
