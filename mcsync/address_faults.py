"""What may be wrong with an address, in email-validator's own sentences (2.4, `syntax.py`), so that they can be read in every language."""

import re
from collections.abc import Mapping

from mcsync.message import Message, say

_FAULTS = (
    say("There must be something after the @-sign."),
    say("The email address contains invalid characters before the @-sign: {signs}."),
    say("The part after the @-sign contains invalid characters: {signs}."),
    say("The email address contains unsafe characters: {signs}."),
    say("The email address is too long before the @-sign."),
    say("The email address is too long after the @-sign."),
    say("After the @-sign, periods cannot be separated by so many characters."),
    say("A bracketed IP address after the @-sign is not allowed here."),
    say("Quoting the part before the @-sign is not allowed here."),
    say("An email address cannot start with a period."),
    say("An email address cannot end with a period."),
    say("An email address cannot end with a hyphen."),
    say("An email address cannot have a period immediately before the @-sign."),
    say("An email address cannot have a period immediately after the @-sign."),
    say("An email address cannot have a hyphen immediately after the @-sign."),
    say("An email address cannot have two periods in a row."),
    say("An email address cannot have a period and a hyphen next to each other."),
    say("The part after the @-sign is not valid. It should have a period."),
    say("The part after the @-sign is not valid. It is not within a valid top-level domain."),
    say("The part after the @-sign is a special-use or reserved name that cannot be used with email."),
)
#: Unicode's names of characters that people type without seeing them.
_UNSEEN: Mapping[str, Message] = {"SPACE": say("a blank")}


def fault(words: str) -> Message | str:
    """The library's words as a sentence that can be translated; a sentence that it did not have then stays as it is."""
    for known in _FAULTS:
        if found := re.fullmatch(_pattern(known.template), words):
            return Message(known.template, {name: _UNSEEN.get(signs, signs) for name, signs in found.groupdict().items()})
    return words


def _pattern(template: str) -> str:
    """How many characters are too many may follow, in brackets."""
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template.removesuffix("."))) + r"(?: \(.*\))?\."
