"""What is logged, and what never is: addresses, keys and passwords are blotted out of every line, tracebacks included."""

import logging
import re
import sys

#: What ends an address on either side; a few signs that may be part of one are taken along with it rather than left.
_BEFORE, _AFTER = r"[^\s<>\"(),:;\[\]\\@]", r"[^\s<>\"'(),:;\[\]\\{}|/=]"

_BLOTS = (
    # Without its data centre it may be a member's id, which is the MD5 of an address and as good as one.
    (re.compile(r"[0-9a-f]{32}(?:-[a-z]+[0-9]{1,3})?", re.IGNORECASE), "<key>"),
    # To the last @, because a password may hold one.
    (re.compile(r"://\S*@"), "://<credentials>@"),
    # Looked for where a word begins only: a long word without @ would be gone through once for each of its letters.
    (re.compile(rf'(?:"[^"\n]*"|(?<!{_BEFORE}){_BEFORE}+)(?:@|%40){_AFTER}+', re.IGNORECASE), "<address>"),
)


class Blotter(logging.Formatter):
    """Formats a record, then blots."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without what must not be in it."""
        return blotted(super().format(record))


def blotted(text: str) -> str:
    """The text without keys, passwords and addresses."""
    for pattern, blot in _BLOTS:
        text = pattern.sub(blot, text)
    return text


def log_to_stderr(level: int) -> None:
    """Set up this process's log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Blotter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its own steps are of no interest to an operator.
    logging.getLogger("alembic").setLevel(logging.WARNING)
