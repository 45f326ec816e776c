"""How everything is put together: once, here, from the environment and the stored settings."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mcsync.contact import ShopField
from mcsync.engine.doors import Doors
from mcsync.engine.queue import Queue
from mcsync.errors import BusyError, SettingsError, ThrottledError
from mcsync.mailchimp import READ_ATTEMPTS, Mailchimp
from mcsync.message import say
from mcsync.places import SAMPLE_SHOP, data_folder, read_practice
from mcsync.service.views import InForce
from mcsync.settings import SETTINGS, Settings, read_settings
from mcsync.shop import Columns, Shop, chosen_columns, open_file, open_prestashop
from mcsync.shop.sample import make_sample_shop
from mcsync.store import LEASE_SECONDS, AudienceRow, Store
from mcsync.store.database import Database

#: Seconds that a lease may last.
_LEASE_LEAST, _LEASE_MOST = 0.2, 600.0

#: How often a short question is tried while somebody sits before the page and waits.
ATTEMPTS_WATCHED = 2
#: The same while a run has the connections: it leaves one as soon as a batch is answered.
ATTEMPTS_BUSY = 5


class Wiring:
    """The parts, opened when they are needed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Raises `SettingsError` or `StoreError`."""
        self.environment = environment
        self.folder = data_folder(environment)
        url = environment.get("MCSYNC_STORE_URL") or f"sqlite:///{self.folder / 'mcsync.sqlite'}"
        self.store = Store(Database(url), self.folder, environment.get("MCSYNC_SECRET", ""), lease=_lease_seconds(environment))
        self.queue = Queue(environment.get("MCSYNC_QUEUE_URL", ""), self.folder)

    def in_force(self) -> InForce:
        """The settings in force now. Raises `SettingsError`."""
        stored = self.store.preferences.read()
        settings = read_settings(stored, self.environment)
        return InForce(
            settings=settings,
            practice_shop=not settings.shop_url and not settings.shop_file,
            practice_mailchimp=not settings.mailchimp_key,
            stored=frozenset(stored),
            fixed=frozenset(name for name, setting in SETTINGS.items() if self.environment.get(setting.variable or "")),
        )

    @contextmanager
    def mailchimp(self, settings: Settings, *, attempts: int = READ_ATTEMPTS) -> Iterator[Mailchimp]:
        """Mailchimp, or its stand-in. Raises `SettingsError`."""
        opened = self._mailchimp(settings, attempts=attempts)
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def watched(self, settings: Settings) -> Iterator[Mailchimp]:
        """Mailchimp, for somebody who waits before the page: a run that is under way leaves them a connection.

        Raises `SettingsError`, or `BusyError` where there is none all the same.
        """
        runs = self.store.runs.to_do()
        if runs:
            self.store.leases.visit(self.lease(settings))
        try:
            with self.mailchimp(settings, attempts=ATTEMPTS_BUSY if runs else ATTEMPTS_WATCHED) as opened:
                yield opened
        except ThrottledError as error:
            raise BusyError from error

    @contextmanager
    def shop(self, settings: Settings | None = None, *, wanted: frozenset[ShopField] | None = None) -> Iterator[Shop]:
        """The shop, or the sample that stands in for it. `wanted`: what it should tell of people; None: what is mapped. Raises `SettingsError` or `ShopError`."""
        opened = self._shop(settings or self.in_force().settings, wanted)
        try:
            yield opened
        finally:
            opened.close()

    def doors(self) -> Doors:
        """What a job needs, by the settings in force at this moment."""
        in_force = self.in_force()
        refuse_made_up_people(in_force)
        settings = in_force.settings
        return Doors(settings=settings, lease=self.lease(settings), mailchimp=self._mailchimp(settings), shop=lambda: self._shop(settings))

    def lease(self, settings: Settings) -> str:
        """A name for the key that does not tell it."""
        key, _ = self._credentials(settings)
        return f"mailchimp-{hashlib.sha256(key.encode()).hexdigest()[:16]}"

    def audience(self, settings: Settings) -> AudienceRow:
        """The chosen audience, known to the store. Raises `SettingsError` when none is chosen, `MailchimpError` when it is new and cannot be read."""
        return self.known_audience(settings) or self.fresh_audience(settings)

    def known_audience(self, settings: Settings) -> AudienceRow | None:
        """The chosen audience, if the store has met it. Raises `SettingsError` when none is chosen."""
        return self.store.mirror.find(_chosen(settings))

    def fresh_audience(self, settings: Settings, *, watched: bool = False) -> AudienceRow:
        """The chosen audience, its name and double opt-in as Mailchimp says now. `watched`: as `watched`. Raises as `audience`."""
        chosen = _chosen(settings)
        with self.watched(settings) if watched else self.mailchimp(settings) as mailchimp:
            found = mailchimp.audience(chosen)
        return self.store.mirror.audience(found.id, name=found.name, double_optin=found.double_optin)

    def _mailchimp(self, settings: Settings, *, attempts: int = READ_ATTEMPTS) -> Mailchimp:
        key, url = self._credentials(settings)
        return Mailchimp(key, url=url, timeout=settings.answer_seconds, attempts=attempts)

    def _credentials(self, settings: Settings) -> tuple[str, str]:
        if settings.mailchimp_key:
            return settings.mailchimp_key, settings.mailchimp_url
        practice = read_practice(self.folder)
        if practice is None:
            raise SettingsError(
                say(
                    "There is no Mailchimp API key, and the practice sandbox is not running. Enter a key on the Connections page, or start mcsync again."
                )
            )
        return practice.key, practice.url

    def _shop(self, settings: Settings, wanted: frozenset[ShopField] | None = None) -> Shop:
        wanted = self.store.mappings.wanted() if wanted is None else wanted
        if settings.shop_file:
            return open_file(Path(settings.shop_file), _columns(settings), wanted=wanted)
        if settings.shop_url:
            return open_prestashop(settings.shop_url, settings.shop_prefix, wanted=wanted)
        sample = self.folder / SAMPLE_SHOP
        if not sample.exists():
            make_sample_shop(sample)
        return open_prestashop(f"sqlite:///{sample}", "ps_", wanted=wanted)


def refuse_made_up_people(in_force: InForce) -> None:
    """Raises `SettingsError` where the sample shop would go to a real account."""
    if in_force.practice_shop and not in_force.practice_mailchimp and not in_force.settings.mailchimp_url:
        raise SettingsError(
            say(
                "The sample shop's made-up people must not go to a real Mailchimp account. Connect your shop on the Connections page first."
            )
        )


def _columns(settings: Settings) -> Columns | None:
    """As somebody chose them for this very file."""
    chosen = dict(settings.shop_columns)
    return chosen_columns(chosen) if chosen.pop("file", "") == settings.shop_file else None


def _chosen(settings: Settings) -> str:
    if not settings.audience:
        raise SettingsError(say("No audience is chosen yet. Choose one on the Audience page."))
    return settings.audience


def _lease_seconds(environment: Mapping[str, str]) -> float:
    """How long a worker may be silent before another takes its runs over; `MCSYNC_LEASE_SECONDS`, for tests above all."""
    text = environment.get("MCSYNC_LEASE_SECONDS", "")
    try:
        seconds = float(text or LEASE_SECONDS)
    except ValueError:
        seconds = 0.0
    if not _LEASE_LEAST <= seconds <= _LEASE_MOST:
        raise SettingsError(
            say("MCSYNC_LEASE_SECONDS must be a number of seconds from {least} to {most}.", least=_LEASE_LEAST, most=_LEASE_MOST)
        )
    return seconds
