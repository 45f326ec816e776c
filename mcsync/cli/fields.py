"""`fields`: what fills the merge fields of the audience."""

from typing import Annotated

import typer

from mcsync.cli.app import DONE, FAILED, AsJson, answer, app, me, service
from mcsync.cli.language import _
from mcsync.service import FieldLine, Fields
from mcsync.words import SHOP_FIELDS

fields_app = typer.Typer(help="Show what fills the audience's merge fields, or change it.", invoke_without_command=True)
app.add_typer(fields_app, name="fields")


@fields_app.callback()
def fields(context: typer.Context, as_json: AsJson = False) -> None:
    """Show each merge field of the audience, what fills it, and an example; fails where a required one stays empty."""
    if context.invoked_subcommand is None:
        with service(as_json=as_json) as verbs:
            found = verbs.fields()
            answer(shape(found), lambda: text(found), as_json=as_json)
            raise typer.Exit(FAILED if any(line.problem for line in found.lines) else DONE)


@fields_app.command("set")
def set_(
    chosen: Annotated[list[str], typer.Argument(help="TAG=FIELD, several times; TAG= sends nothing.")],
    as_json: AsJson = False,
) -> None:
    """Choose what fills merge fields: `fields set COMPANY=company PHONE=`."""
    pairs = dict(_pair(one) for one in chosen)
    with service(as_json=as_json) as verbs:
        verbs.map_fields(pairs, me())
        found = verbs.fields()
        answer(shape(found), lambda: text(found), as_json=as_json)


@fields_app.command("tags")
def tags(
    names: Annotated[str, typer.Argument(help="Between commas; empty for none.")],
    as_json: AsJson = False,
) -> None:
    """Choose the tags that everybody gets who is sent."""
    with service(as_json=as_json) as verbs:
        verbs.choose_tags(names, me())
        found = verbs.fields()
        answer(shape(found), lambda: tags_line(found), as_json=as_json)


def _pair(typed: str) -> tuple[str, str]:
    tag, equals, field = typed.partition("=")
    if not equals or not tag.strip():
        raise typer.BadParameter(_("“{typed}” is not TAG=FIELD.", typed=typed[:40]))
    return tag.strip().upper(), field


def shape(found: Fields) -> dict[str, object]:
    """`fields --json`."""
    return {
        "audience": found.audience,
        "fields": [
            {
                "tag": line.tag,
                "name": line.name,
                "type": line.type,
                "required": line.required,
                "field": line.field.value if line.field else None,
                "fits": [field.value for field in line.fits],
                "example": line.examples.get(line.field, "") if line.field else "",
                "problem": _(line.problem) if line.problem else None,
            }
            for line in found.lines
        ],
        "tags": list(found.tags),
    }


def text(found: Fields) -> str:
    """A line a field, then the tags."""
    return "\n".join([*map(_line, found.lines), tags_line(found)])


def tags_line(found: Fields) -> str:
    """The tags that everybody gets."""
    return _("tags: {names}", names=", ".join(found.tags) or "–")


def _line(line: FieldLine) -> str:
    field = _(SHOP_FIELDS[line.field]) if line.field else "–"
    required = _("required") if line.required else ""
    shown = f"{line.tag:<10}  {line.type:<9} {required:<11} ← {field}"
    return f"{shown}  {_('NOT')} {_(line.problem)}" if line.problem else shown
