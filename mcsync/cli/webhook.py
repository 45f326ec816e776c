"""The commands about Mailchimp's webhook."""

from typing import Annotated, Any

import typer

from mcsync.cli.app import AsJson, answer, app, me, service
from mcsync.cli.language import _
from mcsync.service import Webhook

webhook_app = typer.Typer(help="Show the webhook, register or remove it.", invoke_without_command=True)
app.add_typer(webhook_app, name="webhook")


@webhook_app.callback()
def webhook(context: typer.Context, as_json: AsJson = False) -> None:
    """Show how the webhook of the audience stands."""
    if context.invoked_subcommand is None:
        with service(as_json=as_json) as verbs:
            _answer(verbs.webhook(), as_json=as_json)


@webhook_app.command()
def register(
    address: Annotated[str, typer.Argument(help="The public address of mcsync, like https://sync.your-shop.com.")], as_json: AsJson = False
) -> None:
    """Have Mailchimp tell mcsync at once of whoever leaves there."""
    with service(as_json=as_json) as verbs:
        _answer(verbs.register_webhook(address, me()), as_json=as_json)


@webhook_app.command()
def remove(as_json: AsJson = False) -> None:
    """End that; polling goes on."""
    with service(as_json=as_json) as verbs:
        _answer(verbs.remove_webhook(me()), as_json=as_json)


def _answer(found: Webhook, *, as_json: bool) -> None:
    answer(
        _shape(found),
        lambda: _("Registered at {address}.", address=found.address) if found.since else _("No webhook is registered."),
        as_json=as_json,
    )


def _shape(found: Webhook) -> dict[str, Any]:
    return {"registered": found.since is not None, "address": found.address, "since": found.since, "last_heard": found.heard_at}
