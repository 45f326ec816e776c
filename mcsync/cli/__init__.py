"""The command line: the verbs of the service, one command each. Its JSON is a contract that scripts rely on."""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from mcsync.cli import care, commands, diagnostic, fields, usage, webhook
from mcsync.cli.app import MISUSED, app, complain
from mcsync.language import VARIABLE

__all__ = ["app", "care", "commands", "diagnostic", "fields", "main", "webhook"]


def main() -> None:
    """Run the command that was typed."""
    arguments = sys.argv[1:]
    if asked := _language(arguments):
        os.environ[VARIABLE] = asked
    command = typer.main.get_command(app)
    usage.speak(command)
    try:
        sys.exit(command(arguments, prog_name="python -m mcsync", standalone_mode=False))
    except TyperException as error:
        if type(error).__name__ != usage.HELPED:
            complain(usage.mistake(error), as_json="--json" in arguments)
        sys.exit(MISUSED)


def _language(arguments: Sequence[str]) -> str | None:
    """What `--lang` says, which is needed before anything is explained; it stands before the command."""
    match arguments:
        case ["--lang", code, *_]:
            return code
        case [first, *_] if first.startswith("--lang="):
            return first.removeprefix("--lang=")
        case _:
            return None
