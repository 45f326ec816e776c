"""The command line: the verbs of the service, one command each. Its JSON is a contract that scripts rely on."""

import sys

from mcsync.cli import commands
from mcsync.cli.app import app

__all__ = ["app", "commands", "main"]


def main() -> None:
    """Run the command that was typed."""
    app(sys.argv[1:])
