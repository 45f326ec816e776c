"""Is everything connected? Each step tested for itself, with a sentence when it is not."""

from collections.abc import Callable

from mcsync.engine.reading import filling_of, refuse_unfilled
from mcsync.errors import McsyncError, SettingsError
from mcsync.message import Message, say, say_many
from mcsync.outcome import RunState
from mcsync.service.views import Checked, Checks
from mcsync.service.wiring import Wiring
from mcsync.settings import Settings
from mcsync.store import AudienceRow


def check(wiring: Wiring) -> Checks:
    """Shop, Mailchimp, audience: what works and what does not. Raises `SettingsError` only when the settings cannot be read at all."""
    settings = wiring.in_force().settings
    shop = _step(lambda: _shop(wiring, settings))
    if busy := _busy(wiring, settings):
        # A run may use every connection that the account has; one call more would be refused, or have one of its batches refused.
        return Checks(shop=shop, mailchimp=Checked(ok=True, message=_BUSY), audience=_there(busy))
    mailchimp = _step(lambda: _mailchimp(wiring, settings))
    if settings.audience and not mailchimp.ok:
        return Checks(shop=shop, mailchimp=mailchimp, audience=Checked(ok=False, message=_NOT_ASKED))
    return Checks(shop=shop, mailchimp=mailchimp, audience=_step(lambda: _audience(wiring, settings)))


_NOT_ASKED = say("It could not be looked at: Mailchimp has to answer first.")
_BUSY = say("Mailchimp is busy with the run under way, so it was not asked anything else.")


def _busy(wiring: Wiring, settings: Settings) -> AudienceRow | None:
    """The chosen audience, while a worker sends to it."""
    try:
        known, lease = wiring.known_audience(settings), wiring.lease(settings)
    except SettingsError:
        return None
    run = wiring.store.runs.holder(known.number or 0) if known else None
    return known if run and run.state in {RunState.PLANNING, RunState.SENDING} and wiring.store.leases.is_held(lease) else None


def _step(test: Callable[[], Checked]) -> Checked:
    try:
        return test()
    except McsyncError as error:
        return Checked(ok=False, message=error.message)


def _shop(wiring: Wiring, settings: Settings) -> Checked:
    with wiring.shop(settings) as shop:
        found = shop.summary()
    name = _what(wiring, found.version)
    return Checked(
        ok=True,
        message=say(
            "{name}: {customers}, {newsletter}.",
            name=name,
            customers=say_many("{n} customer", "{n} customers", found.customers),
            newsletter=say_many("{n} newsletter-only", "{n} newsletter-only", found.newsletter_only),
        ),
        facts={"version": found.version, "customers": found.customers, "newsletter_only": found.newsletter_only},
    )


def _what(wiring: Wiring, version: str) -> Message:
    if wiring.in_force().practice_shop:
        return say("The sample shop answers")
    return say("PrestaShop {version} answers", version=version) if version else say("The file can be read")


def _mailchimp(wiring: Wiring, settings: Settings) -> Checked:
    with wiring.watched(settings) as mailchimp:
        account = mailchimp.account()
    return Checked(ok=True, message=say("Mailchimp accepts the key of “{account}”.", account=account.name), facts={"account": account.name})


def _audience(wiring: Wiring, settings: Settings) -> Checked:
    found = wiring.fresh_audience(settings, watched=True)
    with wiring.watched(settings) as mailchimp:
        filling = filling_of(wiring.store, mailchimp, found)
    try:
        refuse_unfilled(filling)
    except SettingsError as error:
        return Checked(ok=False, message=error.message, facts={"id": found.id, "name": found.name, "unfilled": filling.missing})
    return _there(found)


def _there(found: AudienceRow) -> Checked:
    optin = say("double opt-in is on") if found.double_optin else say("double opt-in is off")
    return Checked(
        ok=True, message=say("“{name}” is there; {optin}.", name=found.name, optin=optin), facts={"id": found.id, "name": found.name}
    )
