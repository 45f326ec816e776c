"""The language of the command line: what `--lang` or `MCSYNC_LANG` says, else the machine's locale.

With `--json`, the locale does not count: a script's answers must not depend on the machine it runs on.
"""

import os
import sys
from datetime import UTC, datetime

from mcsync import language as words
from mcsync.message import Message


def language() -> str:
    """One process, one reader."""
    return words.spoken(os.environ, asked_only="--json" in sys.argv)


def _(text: Message | str, /, **values: object) -> str:
    """The text in the reader's language."""
    return words.translate(text if isinstance(text, Message) else Message(text, values), language())


def number(value: float) -> str:
    """`12345` as `12,345`, or `12 345`."""
    return words.number(value, language())


def moment(seconds: float) -> str:
    """Seconds since 1970, in UTC: what stands in a log is read on other machines, too."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
