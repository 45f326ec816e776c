"""What all commands share: where answers, errors and exit codes go."""

import getpass
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Annotated, Any

import typer

from mcsync.cli.language import _
from mcsync.errors import AddressError, AudienceMissingError, ForbiddenError, KeyInvalidError, McsyncError, SettingsError, ShopError
from mcsync.language import LANGUAGES
from mcsync.logs import log_to_stderr
from mcsync.service import Service, open_service

#: Done · the work failed or ended incomplete · wrong usage or settings.
DONE, FAILED, MISUSED = 0, 1, 2
#: What nobody but the operator can put right; a shop that only does not answer is `permanent = False`, and may answer the next time.
_MISUSE = (AddressError, SettingsError, ShopError, KeyInvalidError, ForbiddenError, AudienceMissingError)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

Lang = Annotated[str | None, typer.Option("--lang", help="The language of sentences, en or fr; before the command.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]


@app.callback()
def speak(lang: Lang = None) -> None:
    """Keep a Mailchimp audience in step with a PrestaShop."""
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(_("There is no language “{code}”. Choose one of: {codes}.", code=lang, codes=", ".join(LANGUAGES)))


@contextmanager
def service(*, as_json: bool) -> Iterator[Service]:
    """The verbs, open; with `sentences`."""
    with sentences(as_json=as_json), closing(open_service(os.environ)) as opened:
        yield opened


@contextmanager
def sentences(*, as_json: bool) -> Iterator[None]:
    """Errors become one sentence and an exit code, never a traceback."""
    log_to_stderr(logging.WARNING)
    try:
        yield
    except McsyncError as error:
        fail(_(error.message), MISUSED if error.permanent and isinstance(error, _MISUSE) else FAILED, as_json=as_json)


def answer(body: Mapping[str, Any], text: Callable[[], str], *, as_json: bool) -> None:
    """Print an answer: the JSON object, or the text for people."""
    typer.echo(json.dumps(body, ensure_ascii=False) if as_json else text())


def fail(sentence: str, code: int, *, as_json: bool) -> None:
    """Say what is wrong and leave."""
    complain(sentence, as_json=as_json)
    raise typer.Exit(code)


def complain(sentence: str, *, as_json: bool) -> None:
    """Say what is wrong: as the one JSON object, or on stderr."""
    if as_json:
        typer.echo(json.dumps({"error": sentence}, ensure_ascii=False))
    else:
        typer.echo(sentence, err=True)


def me() -> str:
    """Who is typing, for the journal."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"
