"""Sentences for the operator: written once, in English, where their rule is written.

They are put in the reader's language only where they are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence and its values, kept apart so that the sentence can be looked up in a catalogue.

    >>> str(Message("{count} rows", {"count": 3}))
    '3 rows'
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    #: What is said instead where `n`, one of the values, is a number of several.
    plural: str | None = None

    def __str__(self) -> str:
        if self.plural is None:
            return self.fill(self.template)
        return self.with_number("{:,}".format).fill(self.template if self.values["n"] == 1 else self.plural)

    def fill(self, template: str, show: Callable[[object], str] = str) -> str:
        """The values, each as `show` writes it, set into `template`: this sentence's own, or its translation."""
        return template.format_map({name: show(value) for name, value in self.values.items()}) if self.values else template

    def with_number(self, write: Callable[[int], str]) -> "Message":
        """The same sentence with its `n` in writing."""
        return self if self.plural is None else Message(self.template, {**self.values, "n": write(self.values["n"])}, self.plural)

    def to_json(self) -> dict[str, Any]:
        """The form the store keeps: `{"template", "values"}`, and `"plural"` where there is one; sentences in it keep this form, too."""
        kept = {name: _kept(value) for name, value in self.values.items()}
        return {"template": self.template, "values": kept, **({"plural": self.plural} if self.plural is not None else {})}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Message":
        """The sentence behind what `to_json` gave."""
        values = {name: cls.from_json(value) if isinstance(value, dict) else value for name, value in kept["values"].items()}
        return cls(kept["template"], values, kept.get("plural"))


def say(template: str, /, **values: object) -> Message:
    """The one way to write a sentence for the operator; the catalogues collect the templates by this name."""
    return Message(template, values)


def say_many(one: str, several: str, n: int, /, **values: object) -> Message:
    """A sentence about a number of things, `{n}` in it: `say_many("{n} contact", "{n} contacts", 3)`.

    The number is written as the reader's language writes it, and decides between the forms as that language does.
    """
    return Message(one, {**values, "n": n}, several)


def _kept(value: object) -> object:
    match value:
        case Message():
            return value.to_json()
        case int():
            return value
        case _:
            return str(value)
