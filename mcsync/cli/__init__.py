"""The command line: the verbs of the service, one command each. Its JSON is a contract that scripts rely on."""

import json
import sys

import typer
from typer.exceptions import TyperException

from mcsync.cli import commands
from mcsync.cli.app import MISUSED, app

__all__ = ["app", "commands", "main"]


def main() -> None:
    """Run the command that was typed."""
    arguments = sys.argv[1:]
    if "--json" not in arguments:
        app(arguments)
    try:
        sys.exit(app(arguments, standalone_mode=False))
    except TyperException as error:
        # Typer draws a box on stderr; a script that asked for JSON gets JSON.
        typer.echo(json.dumps({"error": error.format_message()}, ensure_ascii=False))
        sys.exit(MISUSED)
