"""Telling somebody: what is due goes out by mail and webhook, each channel for itself; what cannot go out is kept and tried again."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from mcsync.alerting import Cause, Move, Record, Step, steps
from mcsync.engine.noticing import troubles
from mcsync.errors import AlertError, McsyncError, StoreError
from mcsync.language import translate
from mcsync.logs import blotted
from mcsync.message import Message, say
from mcsync.notify import Letter, MailServer, post, send
from mcsync.settings import Settings
from mcsync.store import Store

_log = logging.getLogger(__name__)

MAIL, WEBHOOK = "mail", "webhook"
SUBJECTS = {
    Cause.RUN_FAILED: say("an export stopped"),
    Cause.RUN_PAUSED: say("an export is paused and forgotten"),
    Cause.WORKER_SILENT: say("no worker is running"),
    Cause.FOLLOWING: say("automatic synchronisation cannot go on"),
    Cause.FOLLOWING_LATE: say("automatic synchronisation is late"),
    Cause.ERRORS: say("Mailchimp refuses many people"),
}
_SECONDS_AN_HOUR = 3600.0


def channels(settings: Settings) -> list[str]:
    """The ways that are set."""
    mail = [MAIL] if settings.alert_mail_to and settings.smtp_host else []
    return mail + ([WEBHOOK] if settings.alert_webhook else [])


def deliver(settings: Settings, channel: str, letter: Letter) -> None:
    """Say it by this channel. Raises `AlertError` or `SettingsError`."""
    if channel == WEBHOOK:
        post(settings.alert_webhook, letter)
        return
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
        sender=settings.alert_mail_from or settings.alert_mail_to[0],
        recipients=settings.alert_mail_to,
    )
    send(server, letter)


class Alerter:
    """Looks at what is so, and tells what is due. May run in several processes: each telling is claimed first."""

    def __init__(
        self,
        store: Store,
        settings: Callable[[], Settings],
        speak: Callable[[Settings, str, Letter], None] = deliver,
    ) -> None:
        self._store, self._settings, self._speak = store, settings, speak

    def round(self) -> None:
        """Everything that is due now. Raises `SettingsError`, `StoreError`."""
        settings = self._settings()
        ways = channels(settings)
        if not ways:
            return
        audience = self._store.mirror.find(settings.audience) if settings.audience else None
        for step in self._due(settings, ways):
            self._do(step, settings, audience.name if audience else "")
        # What begins now may be due now.
        for step in self._due(settings, ways):
            self._do(step, settings, audience.name if audience else "")

    def _due(self, settings: Settings, ways: list[str]) -> list[Step]:
        period = settings.alert_hours * _SECONDS_AN_HOUR
        return steps(troubles(self._store, settings), self._store.alerts.all(), ways, now=self._store.now(), period=period)

    def _do(self, step: Step, settings: Settings, audience: str) -> None:
        if step.move is Move.BEGIN:
            self._store.alerts.begin(step.record)
        elif step.move is Move.END:
            self._store.alerts.end(step.record)
        elif self._store.alerts.claim(step.record):
            self._tell(step, settings, audience)

    def _tell(self, step: Step, settings: Settings, audience: str) -> None:
        record, over = step.record, step.move is Move.TELL_OVER
        try:
            self._speak(settings, record.channel, _letter(step, audience, self._store.now(), settings.alert_language))
        except StoreError:
            raise
        except McsyncError as error:
            _log.warning("an alert could not be sent by %s: %s", record.channel, type(error).__name__)
            self._store.alerts.failed(record, error.message)
        except Exception:  # noqa: BLE001  # a surprise is a bug: recorded, and tried again like any failure
            _log.exception("an alert met a bug")
            self._store.alerts.failed(record, AlertError().message)
        else:
            self._store.alerts.told_over(record) if over else self._store.alerts.told(record, step.message)


def trial(now: float, language: str) -> Letter:
    """What “Send a test” sends."""
    subject, text = translate(say("a test"), language), translate(say("This is a test: alerts of mcsync arrive here."), language)
    return Letter(event="test", cause="", subject=f"mcsync: {subject}", text=f"{text}\n", since=_iso(now))


def _letter(step: Step, audience: str, now: float, language: str) -> Letter:
    record = step.record
    over = step.move is Move.TELL_OVER
    subject = translate(SUBJECTS[record.cause], language)
    return Letter(
        event="recovered" if over else "alert",
        cause=record.cause.value,
        subject=f"mcsync: {translate(_OVER_SUBJECT, language)} – {subject}" if over else f"mcsync: {subject}",
        text=blotted(translate(_text(record, step.message, audience, now, over=over), language)),
        since=_iso(record.since),
        audience=blotted(audience),
    )


_OVER_SUBJECT = say("over")


def _text(record: Record, message: Message, audience: str, now: float, *, over: bool) -> Message:
    values = {"what": message, "since": _moment(record.since), "now": _moment(now), "audience": audience or "–"}
    if over:
        values["now"] = _moment(record.ended_at or now)
        return say("It is over since {now} UTC. This is what it was:\n\n{what}\n\nAudience: {audience}. Since {since} UTC.\n", **values)
    return say("{what}\n\nAudience: {audience}. Since {since} UTC; told at {now} UTC.\n", **values)


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
