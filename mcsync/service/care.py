"""Care: who is told of troubles, who is erased, and the settings as a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mcsync.address import canonical
from mcsync.contact import MemberStatus
from mcsync.engine.alerts import Alerter, channels, deliver, trial
from mcsync.engine.noticing import troubles
from mcsync.errors import McsyncError, SettingsError
from mcsync.message import Message, say, say_many
from mcsync.service import backup
from mcsync.service.care_views import AlertState, Held, Lately, Tried
from mcsync.service.views import InForce
from mcsync.service.wiring import Wiring
from mcsync.store import Erasure
from mcsync.words import CHANNELS

_SECONDS_A_DAY = 86_400.0


class CareVerbs:
    """The verbs of the page “Settings”, and of Home."""

    _wiring: Wiring
    change: Callable[[Mapping[str, str], str], InForce]

    # At a glance

    def was_exported(self) -> bool:
        """Whether the chosen audience was ever exported to completely."""
        number = self._number()
        return number is not None and self._wiring.store.schedules.was_exported(number)

    def sent_lately(self, days: int) -> Lately:
        """What was sent to the chosen audience in the last days."""
        number, since = self._number(), self._wiring.store.now() - days * _SECONDS_A_DAY
        sent, refused = self._wiring.store.alerts.sent_since(number, since) if number is not None else (0, 0)
        return Lately(sent=sent, refused=refused)

    def _number(self) -> int | None:
        settings = self._wiring.in_force().settings
        audience = self._wiring.known_audience(settings) if settings.audience else None
        return audience.number if audience else None

    # Alerts

    def alerts(self) -> AlertState:
        """What is wrong now, and who was told."""
        settings, store = self._wiring.in_force().settings, self._wiring.store
        return AlertState(channels=channels(settings), troubles=troubles(store, settings), records=store.alerts.all())

    def test_alerts(self, by: str) -> list[Tried]:
        """Send a test by every channel that is set; what came of each."""
        settings = self._wiring.in_force().settings
        ways = channels(settings)
        if not ways:
            raise SettingsError(
                say("Alerts have nowhere to go. Enter recipients and a mail server, or a webhook, on the Settings page; then test again.")
            )
        self._wiring.store.preferences.note(by, "test alerts", _named(ways))
        return [self._tried(way) for way in ways]

    def _tried(self, channel: str) -> Tried:
        settings = self._wiring.in_force().settings
        try:
            deliver(settings, channel, trial(self._wiring.store.now(), settings.alert_language))
        except McsyncError as error:
            return Tried(channel=channel, failure=error.message)
        return Tried(channel=channel, failure=None)

    def tell_alerts(self) -> None:
        """Send what is due now; for a process that lives where workers may not."""
        Alerter(self._wiring.store, lambda: self._wiring.in_force().settings).round()

    # People

    def held(self, raw: str) -> Held:
        """What we hold of one address."""
        address = canonical(raw)
        exclusions = self._wiring.in_force().settings.exclusions
        return Held(
            address=address,
            records=self._wiring.store.erasures.held(address),
            shop_rows=self._shop_rows(address),
            mailchimp=self._in_mailchimp(address),
            excluded=any(str(rule) == address for rule in exclusions),
        )

    def erase(self, raw: str, by: str) -> Erasure:
        """Remove one address from everything we hold; the receipt does not name it."""
        return self._wiring.store.erasures.erase(canonical(raw), by)

    def receipts(self) -> Sequence[Erasure]:
        """Of everybody who was erased, the newest first."""
        return self._wiring.store.erasures.receipts()

    def _shop_rows(self, address: str) -> int | None:
        try:
            with self._wiring.shop() as shop:
                return len(shop.find(address))
        except McsyncError:
            return None

    def _in_mailchimp(self, address: str) -> dict[str, MemberStatus]:
        store = self._wiring.store
        found = {one.name: store.mirror.known(one.number or 0, [address]) for one in store.mirror.audiences()}
        return {name: known[address].status for name, known in found.items() if address in known and _is_there(known[address].status)}

    # Settings as a file

    def settings_file(self) -> str:
        """Every setting that is no secret, as JSON."""
        return backup.write(self._wiring.store.preferences.read(), now=self._wiring.store.now())

    def restore_settings(self, text: str, by: str) -> backup.Restored:
        """Settings from such a file, all or none; judged as if typed."""
        restored = backup.read(text, fixed=self._wiring.in_force().fixed, stored=self._wiring.store.preferences.read())
        self.change(restored.texts, by)
        self._wiring.store.preferences.note(by, "restore settings", _changed(len(restored.texts)))
        return restored

    def journal(self) -> list[Mapping[str, Any]]:
        """Who did what, the newest first: at, by, action, detail."""
        return self._wiring.store.history.journal()


def _changed(count: int) -> Message:
    return say_many("{n} setting changed", "{n} settings changed", count)


def _named(ways: Sequence[str]) -> Message:
    first, *others = (CHANNELS[way] for way in ways)
    return say("{one}, {other}", one=first, other=others[0]) if others else first


def _is_there(status: MemberStatus) -> bool:
    return status is not MemberStatus.ABSENT
