"""The words that someone types to treat people who never said yes as if they had, and the warning they confirm with it."""

from mcsync.errors import SettingsError
from mcsync.language import LANGUAGES, translate
from mcsync.message import say

EVERYONE_WORDS = say("SUBSCRIBE EVERYONE")
EVERYONE_WARNING = say(
    "People who never asked for the newsletter will receive it. In the European Union this is against the law (GDPR, ePrivacy) unless you have "
    "another legal ground. Your name, the time and this text are recorded."
)


def confirmed(typed: str) -> str:
    """What is to be recorded: the words as typed, and the warning in their language, which is the one that was read. Raises `SettingsError`."""
    words = typed.strip()
    code = next((code for code in LANGUAGES if words == translate(EVERYONE_WORDS, code)), None)
    if code is None:
        raise SettingsError(say("Type {words} exactly, to confirm that you have read the warning.", words=EVERYONE_WORDS))
    return f"{words}: {translate(EVERYONE_WARNING, code)}"
