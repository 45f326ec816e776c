"""What is logged, and what never is: addresses, keys and passwords are blotted out of every line, tracebacks included."""

import logging
import re
import sys

_BLOTS = (
    (re.compile(r"[0-9a-f]{32}-us[0-9]{1,3}"), "<key>"),
    (re.compile(r"://[^\s/@]*@"), "://<credentials>@"),
    (re.compile(r"[^\s<>\"'(),:;=\[\]{}|/\\]+@[^\s<>\"'(),:;=\[\]{}|/\\]+"), "<address>"),
)


class Blotter(logging.Formatter):
    """Formats a record, then blots."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without what must not be in it."""
        line = super().format(record)
        for pattern, blot in _BLOTS:
            line = pattern.sub(blot, line)
        return line


def log_to_stderr(level: int) -> None:
    """Set up this process's log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Blotter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its own steps are of no interest to an operator.
    logging.getLogger("alembic").setLevel(logging.WARNING)
