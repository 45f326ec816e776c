"""The commands."""

import logging
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mcsync.cli import shapes, text
from mcsync.cli.app import DONE, FAILED, AsJson, answer, app, me, sentences, service
from mcsync.cli.language import _
from mcsync.errors import SettingsError
from mcsync.logs import log_to_stderr
from mcsync.message import say
from mcsync.parsing import number_of_days
from mcsync.sandbox import Options, serve
from mcsync.service import Figure, RunView, Service
from mcsync.settings import parse_setting

settings_app = typer.Typer(help="Show the settings, or change one.", invoke_without_command=True)
app.add_typer(settings_app, name="settings")

BatchSize = Annotated[str | None, typer.Option("--batch-size", help="Contacts in one request, 1 to 500.")]
Days = Annotated[str, typer.Option("--days", help="How many days back, today included.")]
Run = Annotated[int, typer.Argument(help="The run's number.")]
Address = Annotated[str, typer.Argument(help="An e-mail address.")]


def _size(typed: str | None) -> int | None:
    return None if typed is None else int(parse_setting("batch_size", typed))  # type: ignore[call-overload]


@app.command()
def check(as_json: AsJson = False) -> None:
    """Test the shop, Mailchimp and the audience, step by step."""
    with service(as_json=as_json) as verbs:
        found = verbs.check()
        answer(shapes.checks(found), lambda: text.checks(found), as_json=as_json)
        raise typer.Exit(DONE if found.ok else FAILED)


@app.command()
def preview(batch_size: BatchSize = None, as_json: AsJson = False) -> None:
    """Count who would be sent now, and why the others would not."""
    with service(as_json=as_json) as verbs:
        found = verbs.preview(_size(batch_size))
        answer(shapes.preview(found), lambda: text.preview(found), as_json=as_json)


@app.command()
def export(
    batch_size: BatchSize = None,
    dry_run: Annotated[bool, typer.Option(help="Everything but the sending.")] = False,
    full: Annotated[bool, typer.Option(help="Send the unchanged ones too.")] = False,
    wait: Annotated[bool, typer.Option(help="Until the export has ended.")] = False,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for everybody who is sent; several times.")] = None,
    as_json: AsJson = False,
) -> None:
    """Send everyone who is to be sent; joins an export that is under way."""
    with service(as_json=as_json) as verbs:
        found = verbs.export(me(), batch_size=_size(batch_size), dry_run=dry_run, full=full, tags=",".join(tag or ()))
        _started(verbs, found, wait=wait, as_json=as_json)


@app.command()
def runs(days: Days = "30", as_json: AsJson = False) -> None:
    """List the runs."""
    with service(as_json=as_json) as verbs:
        found = verbs.runs(number_of_days(days))
        answer({"runs": [shapes.run(one) for one in found]}, lambda: text.runs(found), as_json=as_json)


@app.command()
def run(number: Run, as_json: AsJson = False) -> None:
    """Show one run and what was refused in it."""
    with service(as_json=as_json) as verbs:
        found, refusals, proof = verbs.run(number), verbs.refusals(number), verbs.proof(number)
        answer(shapes.run(found, refusals, proof), lambda: text.run(found, refusals, proof), as_json=as_json)


@app.command()
def retry(
    addresses: Annotated[list[str] | None, typer.Argument(help="These people, refused before or not.")] = None,
    run: Annotated[int | None, typer.Option("--run", help="Only who was refused in this run.")] = None,
    cause: Annotated[str | None, typer.Option("--cause", help="Only who was refused for this cause, as `status` names it.")] = None,
    days: Days = "7",
    wait: Annotated[bool, typer.Option(help="Until it has ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send again who was refused: in the last days, in a run, for a cause; or the people given."""
    with service(as_json=as_json) as verbs:
        _refuse_both(addresses, run, cause)
        figure = Figure(days=number_of_days(days), run=run, cause=cause)
        found = verbs.retry_people(addresses, me()) if addresses else verbs.retry(figure, me())
        _started(verbs, found, wait=wait, as_json=as_json)


def _refuse_both(addresses: list[str] | None, run: int | None, cause: str | None) -> None:
    if addresses and (run is not None or cause is not None):
        raise SettingsError(say("Give addresses, or --run and --cause, but not both: addresses are sent again whatever became of them."))


def _started(verbs: Service, found: RunView, *, wait: bool, as_json: bool) -> NoReturn:
    """Say what was started, at once or when it has ended."""
    if wait:
        found = verbs.wait(found.run)
    elif verbs.worker_silent():
        typer.echo(_("No worker is running. Start one with `python -m mcsync worker`, or add --wait."), err=True)
    answer(shapes.run(found), lambda: text.run(found), as_json=as_json)
    raise typer.Exit(DONE if shapes.complete(found) or not wait else FAILED)


@app.command()
def pause(number: Run, as_json: AsJson = False) -> None:
    """Pause a run between two batches."""
    with service(as_json=as_json) as verbs:
        _show(verbs.pause(number, me()), as_json=as_json)


@app.command()
def resume(number: Run, as_json: AsJson = False) -> None:
    """Let a paused or failed run go on."""
    with service(as_json=as_json) as verbs:
        _show(verbs.resume(number, me()), as_json=as_json)


@app.command()
def cancel(number: Run, as_json: AsJson = False) -> None:
    """Stop a run for good between two batches."""
    with service(as_json=as_json) as verbs:
        _show(verbs.cancel(number, me()), as_json=as_json)


def _show(found: RunView, *, as_json: bool) -> None:
    answer(shapes.run(found), lambda: text.run(found), as_json=as_json)


@app.command()
def status(days: Days = "7", as_json: AsJson = False) -> None:
    """Runs, sent contacts and errors, day by day."""
    with service(as_json=as_json) as verbs:
        found = verbs.status(number_of_days(days))
        answer(shapes.status(found), lambda: text.status(found), as_json=as_json)


@app.command()
def resync(address: Address, as_json: AsJson = False) -> None:
    """Send one address now."""
    with service(as_json=as_json) as verbs:
        found = verbs.resync(address, me(), own_work=True)
        answer(shapes.resynced(found), lambda: text.resynced(found), as_json=as_json)
        raise typer.Exit(DONE if found.outcome in {"created", "updated"} else FAILED)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read the audience back and compare it with the shop, person by person."""
    with service(as_json=as_json) as verbs:
        found = verbs.verify(me())
        answer(shapes.verification(found), lambda: text.verification(found), as_json=as_json)
        raise typer.Exit(FAILED if found.different or found.missing else DONE)


@app.command()
def follow(
    once: Annotated[bool, typer.Option("--once", help="Look once, now, and do what that calls for; suits cron.")] = False,
    accept_leavers: Annotated[bool, typer.Option(help="With --once: the many who would be unsubscribed really have left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how the shop is followed by itself, or look once."""
    with service(as_json=as_json) as verbs:
        well, found = verbs.look(me(), accept_leavers=accept_leavers) if once else (True, verbs.following())
        answer(shapes.following(found), lambda: text.following(found), as_json=as_json)
        raise typer.Exit(DONE if well else FAILED)


@app.command()
def conflicts(as_json: AsJson = False) -> None:
    """List everybody about whom the shop and Mailchimp disagree, with what was done and why."""
    with service(as_json=as_json) as verbs:
        found = list(verbs.conflicts())
        answer(shapes.conflicts(found), lambda: text.conflicts(found), as_json=as_json)


@settings_app.callback()
def settings(context: typer.Context, as_json: AsJson = False) -> None:
    """Show every setting, secrets masked."""
    if context.invoked_subcommand is None:
        with service(as_json=as_json) as verbs:
            texts = verbs.texts()
            answer(texts, lambda: text.settings(texts), as_json=as_json)


@settings_app.command("set")
def set_(
    name: Annotated[str, typer.Argument(help="One of those that `settings` shows.")],
    value: Annotated[str, typer.Argument(help="The new value; empty to forget it.")],
    as_json: AsJson = False,
) -> None:
    """Change one setting."""
    with service(as_json=as_json) as verbs:
        verbs.change({name: value}, me())
        texts = verbs.texts()
        answer(texts, lambda: f"{name} = {texts[name]}", as_json=as_json)


@app.command()
def worker() -> None:
    """Do the runs that wait, until stopped."""
    with service(as_json=False) as verbs:
        log_to_stderr(logging.INFO)
        verbs.work()


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="0: a free one.")] = 8025,
    latency: Annotated[float, typer.Option(help="Seconds that every call takes.")] = 0.0,
    connections: Annotated[int, typer.Option(help="Calls at once; more are answered 429.")] = 10,
    audience_size: Annotated[int, typer.Option(help="Members who are there beforehand.")] = 0,
    fault: Annotated[list[str] | None, typer.Option(help="NAME=SHARE, several times.")] = None,
    state: Annotated[Path | None, typer.Option(help="Where the state is kept.")] = None,
) -> None:
    """Be a Mailchimp of one's own, on this machine, until stopped."""
    with sentences(as_json=False):
        serve(
            Options(
                port=port, latency=latency, connections=connections, audience_size=audience_size, faults=tuple(fault or ()), state=state
            )
        )
