"""Sentences for the operator: written once, in English, where their rule is written.

They are put in the reader's language only where they are shown.
"""

from collections.abc import Mapping
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

    def __str__(self) -> str:
        return self.fill(self.template)

    def fill(self, template: str) -> str:
        """The values set into `template`: this sentence's own, or its translation."""
        return template.format_map(self.values) if self.values else template

    def to_json(self) -> dict[str, Any]:
        """The form the store keeps: `{"template", "values"}`."""
        return {"template": self.template, "values": {name: str(value) for name, value in self.values.items()}}


def say(template: str, /, **values: object) -> Message:
    """The one way to write a sentence for the operator; Babel collects the templates by this name."""
    return Message(template, values)
