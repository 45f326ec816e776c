"""The commands of care: alerts, erasing one person, settings as a file."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from mcsync.cli.app import DONE, FAILED, AsJson, answer, app, me, service
from mcsync.cli.commands import Address, settings_app
from mcsync.cli.files import unusable
from mcsync.cli.language import _, moment
from mcsync.service import AlertState, Held, Tried
from mcsync.store import Erasure

alerts_app = typer.Typer(help="Show what is wrong now and who was told; or send a test.", invoke_without_command=True)
app.add_typer(alerts_app, name="alerts")

File = Annotated[Path, typer.Argument(help="A file; - for standard input or output.")]


@alerts_app.callback()
def alerts(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what is wrong now and who was told; or send a test."""
    if context.invoked_subcommand is None:
        with service(as_json=as_json) as verbs:
            found = verbs.alerts()
            answer(_state(found), lambda: _state_text(found), as_json=as_json)
            raise typer.Exit(FAILED if found.troubles else DONE)


@alerts_app.command("test")
def try_(as_json: AsJson = False) -> None:
    """Send a test by every channel that is set."""
    with service(as_json=as_json) as verbs:
        found = verbs.test_alerts(me())
        answer({"channels": [_tried(one) for one in found]}, lambda: "\n".join(_tried_text(one) for one in found), as_json=as_json)
        raise typer.Exit(FAILED if any(one.failure for one in found) else DONE)


@app.command()
def erase(
    address: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, only what is held is shown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is held of one person, and with --yes erase it, with a receipt."""
    with service(as_json=as_json) as verbs:
        held = verbs.held(address)
        receipt = verbs.erase(address, me()) if yes else None
        answer({**_held(held), "receipt": _receipt(receipt) if receipt else None}, lambda: _held_text(held, receipt), as_json=as_json)


@settings_app.command("export")
def export_(file: File, as_json: AsJson = False) -> None:
    """Write every setting that is no secret into a file."""
    with service(as_json=as_json) as verbs:
        _write(file, verbs.settings_file())
        if str(file) != "-":
            answer({"file": str(file)}, lambda: _("Saved in {file}. Secrets are not in it.", file=file), as_json=as_json)


@settings_app.command("import")
def import_(file: File, as_json: AsJson = False) -> None:
    """Take settings from such a file, all or none."""
    with service(as_json=as_json) as verbs:
        found = verbs.restore_settings(_read(file), me())
        body = {"changed": sorted(found.texts), "passed_over": sorted(found.passed_over)}
        answer(body, lambda: _("Changed: {names}.", names=", ".join(sorted(found.texts)) or "–"), as_json=as_json)


def _write(file: Path, text: str) -> None:
    try:
        sys.stdout.write(text) if str(file) == "-" else file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unusable(file, error) from error


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise unusable(file, error) from error


def _state(found: AlertState) -> dict[str, Any]:
    told = {(one.cause, one.channel): one for one in found.records}
    return {
        "channels": list(found.channels),
        "troubles": [{"cause": one.cause.value, "sentence": _(one.message)} for one in found.troubles],
        "told": [
            {"cause": cause.value, "channel": channel, "at": one.told_at, "failure": _(one.failure) if one.failure else None}
            for (cause, channel), one in told.items()
        ],
    }


def _state_text(found: AlertState) -> str:
    lines = [_(one.message) for one in found.troubles] or [_("Nothing is wrong.")]
    lines += [f"  {one.channel}: {_(one.failure)}" for one in found.records if one.failure]
    return "\n".join([*lines, _("Alerts go by: {channels}.", channels=", ".join(found.channels) or "–")])


def _tried(found: Tried) -> dict[str, Any]:
    return {"channel": found.channel, "ok": found.failure is None, "message": _(found.failure) if found.failure else None}


def _tried_text(found: Tried) -> str:
    return f"{found.channel}: {_(found.failure) if found.failure else _('the test was taken')}"


def _held(found: Held) -> dict[str, Any]:
    there: Mapping[str, str] = {name: status.value for name, status in found.mailchimp.items()}
    return {"address": found.address, "held": dict(found.records), "shop_rows": found.shop_rows, "mailchimp": there}


def _held_text(found: Held, receipt: Erasure | None) -> str:
    lines = [f"{found.address}: {_('records held: {count}', count=found.count)}"]
    lines += [f"  {count:>6}  {part}" for part, count in found.records.items()]
    if found.shop_rows:
        lines += [_("The shop still has this address: erase it there first, or it is met again.")]
    lines += [_("In Mailchimp, “{name}” still has this address: delete it there permanently.", name=name) for name in found.mailchimp]
    if receipt is None:
        return "\n".join([*lines, _("Nothing was erased. Add --yes to erase.")])
    return "\n".join([*lines, _("Erased. Receipt {number}, {time}: {hash}", number=receipt.id, time=moment(receipt.at), hash=receipt.hash)])


def _receipt(found: Erasure) -> dict[str, Any]:
    return {"number": found.id, "at": found.at, "by": found.by, "hash": found.hash, "removed": dict(found.removed)}
