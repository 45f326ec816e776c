"""How commands are explained, and what is said when one was not understood, in the reader's language."""

import gettext
import os
from collections.abc import Mapping
from typing import Any

from typer import Context

from mcsync.cli.language import _, language
from mcsync.language import CATALOGUES, DOMAIN
from mcsync.message import Message, say

#: Typer's own words, which it looks up where GNU gettext does: named here, so that they get into our catalogues.
BORROWED = (
    say("Arguments"),
    say("Options"),
    say("Commands"),
    say("[default: {}]"),
    say("[required]"),
    say("No such command {name!r}."),
    say("Show this message and exit."),
)
#: The exception that has shown the help already.
HELPED = "NoArgsIsHelpError"
#: What was not understood, by the name of Typer's exception, whose own sentences are English only.
_MISTAKES: Mapping[str, Message] = {
    "NoSuchOption": say("There is no option {name}."),
    "MissingParameter": say("Missing argument: {name}."),
}


def speak(command: Any) -> None:
    """Puts the explanations of a command, and of every command below it, into the reader's language; Typer's own words too."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    _explain(command)


def _explain(command: Any) -> None:
    command.help = _(" ".join((command.help or "").split()))
    for each in (*command.params, command.get_help_option(Context(command))):
        each.help = _(each.help or "")
    for each in getattr(command, "commands", {}).values():
        _explain(each)


def mistake(error: Any) -> str:
    """What was not understood, and where to read how it is written."""
    known = _MISTAKES.get(type(error).__name__)
    what = _(known.template, name=_name(error)) if known else str(error.format_message())
    return _("{what} How it is written: {command} --help", what=what, command=error.ctx.command_path) if error.ctx else what


def _name(error: Any) -> str:
    return str(getattr(error, "option_name", None) or error.param.get_error_hint())
