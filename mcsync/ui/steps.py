"""The way from the shop's rows to the batch, step by step, so that the numbers can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcsync.contact import Origin
from mcsync.outcome import Effect
from mcsync.service import Preview
from mcsync.ui.language import plain
from mcsync.ui.words import EFFECTS, GONE, ORIGINS, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the breakdown."""

    #: Which of the figures it is a part of.
    group: str
    sentence: str
    count: int
    #: The first few people of it.
    examples: Sequence[str]
    #: Its code: rows, skipped, merged or effect, and which of them.
    part: str
    name: str


def steps(preview: Preview) -> list[Step]:
    """Rows by origin; then what is skipped, by reason, and merged; then the contacts, by what happens to them."""
    rows, skipped, merged, contacts = plain("Rows of the shop"), plain("Not exported"), plain("Merged"), plain("Contacts")
    return [
        *(_step(preview, rows, "rows", name, _origin(name), count) for name, count in preview.by_origin.items()),
        *(_step(preview, skipped, "skipped", name, reason(name), count) for name, count in preview.skipped.items()),
        _step(
            preview, merged, "merged", "", plain("A further row of a person who has one already; merged into one contact."), preview.merged
        ),
        *(_step(preview, contacts, "effect", name, plain(EFFECTS[Effect(name)]), count) for name, count in preview.by_effect.items()),
    ]


def _origin(name: str) -> str:
    return plain(ORIGINS[Origin(name)] if name in set(Origin) else GONE)


def _step(preview: Preview, group: str, part: str, name: str, sentence: str, count: int) -> Step:
    return Step(group=group, sentence=sentence, count=count, examples=preview.examples.get((part, name), ()), part=part, name=name)
