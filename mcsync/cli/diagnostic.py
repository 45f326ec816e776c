"""The commands of the diagnostic: one address, or a list of them."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mcsync.cli import shapes, text
from mcsync.cli.app import AsJson, answer, app, service
from mcsync.cli.files import unusable
from mcsync.cli.language import _
from mcsync.diagnosis import NAMES, NO_ADDRESS
from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.service import Line, Service

#: In place of a verdict, in JSON.
NO_VERDICT = "no_address"


@app.command()
def diagnose(
    address: Annotated[str | None, typer.Argument(help="An e-mail address.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A list instead: text, CSV or Excel; - for standard input.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is the matter with one address, or with each of a list."""
    with service(as_json=as_json) as verbs:
        if (address is None) == (file is None):
            raise SettingsError(say("Give one address, or --file with a list of them."))
        if file is not None:
            lines = verbs.look_up(_entries(verbs, file))
            answer({"addresses": [_line(one) for one in lines]}, lambda: _table(lines), as_json=as_json)
        elif address is not None:
            found = verbs.diagnose(address)
            answer(shapes.diagnosis(found), lambda: text.diagnosis(found), as_json=as_json)


def _entries(verbs: Service, file: Path) -> Sequence[str]:
    try:
        return verbs.read_pasted(sys.stdin.read()) if str(file) == "-" else verbs.read_file(file.name, file.read_bytes())
    except (OSError, UnicodeError) as error:
        raise unusable(file, error) from error


def _line(one: Line) -> Mapping[str, Any]:
    finding = one.finding
    return {
        "typed": one.typed,
        "address": one.address or None,
        "verdict": finding.verdict.value if finding else NO_VERDICT,
        "sentence": _sentence(one),
        "advice": _(finding.advice) if finding else "",
        "mailchimp": one.status or None,
        "differences": {tag: list(values) for tag, values in one.differences.items()},
        "may_resync": finding is not None and finding.may_resync,
        "why_not": _(finding.why_not) if finding and finding.why_not else None,
    }


def _sentence(one: Line) -> str:
    return _(one.finding.sentence if one.finding else one.problem or "")


def _table(lines: Sequence[Line]) -> str:
    """A line each: the address, the verdict, what happened."""
    cells = [(one.address or one.typed, _(NAMES[one.finding.verdict] if one.finding else NO_ADDRESS), _sentence(one)) for one in lines]
    wide, verdict = (max(len(row[place]) for row in cells) for place in (0, 1))
    return "\n".join(f"{row[0]:<{wide}}  {row[1]:<{verdict}}  {row[2]}" for row in cells)
