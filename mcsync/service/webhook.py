"""Mailchimp's webhook: makes hearing of a leaving quicker, and nothing depends on it. What it says is never believed, only looked up."""

import hashlib
import hmac
import ipaddress
import re
import secrets
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, urlsplit

from mcsync.address import canonical
from mcsync.errors import AddressError, AudienceMissingError, MailchimpError, SettingsError
from mcsync.mailchimp import Mailchimp
from mcsync.message import say
from mcsync.service.following_views import Webhook
from mcsync.service.wiring import Wiring
from mcsync.store import AudienceRow

#: Where posts arrive, below the public address; the secret follows.
PATH = "/mailchimp/"
#: Bytes that make up a secret.
_SECRET = 32
#: Scheme, host, port and path: nobody signs in by it, and nothing is asked of it.
_ADDRESS = re.compile(r"[a-z]+://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")
#: Fields of one post; an audience has 30 merge fields, and a few each are said besides.
_FIELDS_MAX = 200
#: Who is meant: somebody, and for a changed address the one before and the one since.
_NAMED = frozenset({"data[email]", "data[old_email]", "data[new_email]"})


class WebhookVerbs:
    """The verbs of the webhook of the chosen audience."""

    _wiring: Wiring

    def webhook(self) -> Webhook:
        """How it stands. Raises `SettingsError`."""
        wiring = self._wiring
        chosen = wiring.in_force().settings.audience
        audience = wiring.store.mirror.find(chosen) if chosen else None
        row = wiring.store.webhooks.find(audience.number or 0) if audience else None
        if row is None:
            return Webhook()
        return Webhook(address=row.url.partition(PATH)[0], since=row.registered_at, heard_at=row.heard_at, asked=True)

    def register_webhook(self, typed: str, by: str) -> Webhook:
        """Have Mailchimp post to mcsync at this public address. Raises `SettingsError` for an address that Mailchimp cannot reach."""
        wiring = self._wiring
        in_force = wiring.in_force()
        practises = in_force.practice_mailchimp or bool(in_force.settings.mailchimp_url)
        address = public_address(typed, loopback=practises)
        audience, secret = wiring.audience(in_force.settings), secrets.token_urlsafe(_SECRET)
        with wiring.watched(in_force.settings) as mailchimp:
            _end(wiring, mailchimp, audience)
            # Kept first: Mailchimp asks whether we are there before it answers. Where we never hear its answer, removing finds it.
            wiring.store.webhooks.keep(audience.number or 0, url=f"{address}{PATH}{secret}", mark=_mark(secret))
            self._register(mailchimp, audience, f"{address}{PATH}{secret}", address)
        wiring.store.preferences.note(
            by, "register webhook", say("{address}, audience {audience}", address=address, audience=audience.name)
        )
        return self.webhook()

    def remove_webhook(self, by: str) -> Webhook:
        """End it, there and here; who leaves is heard of by polling."""
        wiring = self._wiring
        settings = wiring.in_force().settings
        audience = wiring.audience(settings)
        with wiring.watched(settings) as mailchimp:
            _end(wiring, mailchimp, audience)
        wiring.store.preferences.note(by, "remove webhook", say("audience {audience}", audience=audience.name))
        return self.webhook()

    def knows_webhook(self, secret: str) -> bool:
        """Whether a post under this secret is Mailchimp's. It signs no posts of audiences, says its support, so the secret is all there is."""
        return self._of(secret) is not None

    def hear(self, secret: str, form: str) -> bool:
        """Note whom a post names, to be read from Mailchimp at the next look; False: the secret is wrong. Raises `StoreError`."""
        audience = self._of(secret)
        if audience is None:
            return False
        self._wiring.store.webhooks.hear(audience, named(form))
        return True

    def _of(self, secret: str) -> int | None:
        mark, found = _mark(secret), None
        for known, audience in self._wiring.store.webhooks.marks().items():
            if hmac.compare_digest(known, mark):
                found = audience
        return found

    def _register(self, mailchimp: Mailchimp, audience: AudienceRow, url: str, address: str) -> None:
        number = audience.number or 0
        try:
            mailchimp.add_webhook(audience.id, url)
        except MailchimpError as error:
            if not error.permanent:
                raise
            self._wiring.store.webhooks.drop(number)
            if type(error) is not MailchimpError:
                raise
            raise SettingsError(
                say(
                    "Mailchimp did not take the webhook: nothing answered it at {address}. Check that this address leads to mcsync from "
                    "outside, then try again. Without it, everything still arrives by polling.",
                    address=address,
                )
            ) from error
        self._wiring.store.webhooks.registered(number)


def public_address(typed: str, *, loopback: bool) -> str:
    """Where Mailchimp reaches us, without a slash at its end; `loopback`: the sandbox does, on this computer. Raises `SettingsError`."""
    text = typed.strip().rstrip("/")
    url = _split(text)
    if url is None or not _ADDRESS.fullmatch(text) or not url.hostname:
        raise SettingsError(say("Enter the public address of mcsync, like https://sync.your-shop.com."))
    if _is_here(url.hostname):
        if loopback and url.scheme in {"http", "https"}:
            return text
        raise SettingsError(
            say(
                "{host} is this computer or its own network, and Mailchimp's servers cannot reach it. Enter the public address that leads here, "
                "or leave the webhook off: everything arrives by polling, too.",
                host=url.hostname,
            )
        )
    if url.scheme != "https":
        raise SettingsError(say("The address must begin with https://, because what Mailchimp posts names people."))
    return text


def named(form: str) -> list[str]:
    """The people whom a post names, canonical; of a body that is no form, nobody."""
    with suppress(ValueError):
        pairs = parse_qsl(form, max_num_fields=_FIELDS_MAX)
        return sorted({address for name, value in pairs if name in _NAMED and (address := _canonical(value))})
    return []


def _end(wiring: Wiring, mailchimp: Mailchimp, audience: AudienceRow) -> None:
    row = wiring.store.webhooks.find(audience.number or 0)
    if row is None:
        return
    with suppress(AudienceMissingError):
        for hook in mailchimp.webhooks(audience.id):
            if hook.url == row.url:
                mailchimp.delete_webhook(audience.id, hook.id)
    wiring.store.webhooks.drop(audience.number or 0)


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _canonical(text: str) -> str:
    try:
        return canonical(text)
    except AddressError:
        return ""


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url


def _is_here(host: str) -> bool:
    """Whether nobody outside can mean us by this name."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa"))
