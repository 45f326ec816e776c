"""What the verbs about fields and tags answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mcsync.contact import ShopField
from mcsync.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One merge field of the audience, and what fills it."""

    tag: str
    name: str
    #: Mailchimp's type: text, number, address, phone, date, url, imageurl, radio, dropdown, birthday or zip.
    type: str
    required: bool
    #: What a radio or dropdown field may be.
    choices: Sequence[str]
    #: None: nothing is sent.
    field: ShopField | None
    #: What its type takes.
    fits: Sequence[ShopField]
    #: What would be sent of the example for each field that fits; empty texts for what it has not.
    examples: Mapping[ShopField, str]
    #: Why no export can succeed, or nothing is sent for it; None: all is well.
    problem: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The merge fields of the chosen audience, and the tags that people get."""

    audience: str
    lines: Sequence[FieldLine]
    #: Names that everybody gets who is sent.
    tags: Sequence[str]
    #: The address whose values are the examples; empty: the shop has nobody to show.
    example: str = ""
    #: Why the shop gives no example; None: it gives one, or has nobody.
    trouble: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """What becomes of one merge field over everybody who is a contact."""

    tag: str
    #: `Fate` → contacts; all of them together are the contacts.
    fates: Mapping[str, int]
    #: `Fate` → the first few addresses, of those that are cut or do not fit.
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
