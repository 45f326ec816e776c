"""The way from the shop's rows to the batch, step by step, so that the numbers can be added up."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcsync.contact import Origin
from mcsync.outcome import Effect
from mcsync.service import Preview
from mcsync.ui.language import plain
from mcsync.ui.words import EFFECT_NAMES, EFFECTS, GONE, ORIGINS, reason, reason_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the breakdown."""

    #: Which of the figures it is a part of.
    group: str
    #: In a word or two, and at length.
    name: str
    sentence: str
    count: int
    #: The first few people of it.
    examples: Sequence[str]
    #: Its code: rows, skipped, merged or effect, and which of them.
    part: str
    code: str


def steps(preview: Preview) -> list[Step]:
    """Rows by origin; then what is skipped, by reason, and merged; then the contacts, by what happens to them."""
    rows, skipped, merged, contacts = plain("Rows of the shop"), plain("Not exported"), plain("Merged"), plain("Contacts")
    other = (plain("Further row of a person"), plain("A further row of a person who has one already; merged into one contact."))
    return [
        *(_step(preview, rows, "rows", code, _origin(code), count) for code, count in preview.by_origin.items()),
        *(_step(preview, skipped, "skipped", code, (reason_name(code), reason(code)), count) for code, count in preview.skipped.items()),
        _step(preview, merged, "merged", "", other, preview.merged),
        *(_step(preview, contacts, "effect", code, _effect(code), count) for code, count in preview.by_effect.items()),
    ]


def _origin(code: str) -> tuple[str, str]:
    word = plain(ORIGINS[Origin(code)] if code in set(Origin) else GONE)
    return word[:1].upper() + word[1:], ""


def _effect(code: str) -> tuple[str, str]:
    return plain(EFFECT_NAMES[Effect(code)]), plain(EFFECTS[Effect(code)])


def _step(preview: Preview, group: str, part: str, code: str, words: tuple[str, str], count: int) -> Step:
    name, sentence = words
    examples = preview.examples.get((part, code), ())
    return Step(group=group, name=name, sentence=sentence, count=count, examples=examples, part=part, code=code)
