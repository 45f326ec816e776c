"""Which time, and which people, a number on the status page is about."""

from mcsync.days import Days, last_days
from mcsync.parsing import number_of_days
from mcsync.service.status_views import Figure
from mcsync.service.wiring import Wiring
from mcsync.store import Behind


def audience_of(wiring: Wiring) -> int:
    """Our number of the chosen audience; 0 where the store has not met it, and so knows nothing of it. Raises `SettingsError`."""
    known = wiring.known_audience(wiring.in_force().settings)
    return known.number or 0 if known else 0


def last(wiring: Wiring, days: int) -> Days:
    """The last `days` days, today included, by the time zone that is set. Raises `SettingsError`."""
    return last_days(wiring.store.now(), number_of_days(str(days)), wiring.in_force().settings.time_zone)


def period_of(wiring: Wiring, figure: Figure) -> Days:
    """The days of a number."""
    period = last(wiring, figure.days)
    return period.only(figure.day) if figure.day else period


def behind_of(wiring: Wiring, figure: Figure) -> Behind:
    """The number as the store counts it. Raises `SettingsError`, `RunError`."""
    if figure.run is None:
        period = period_of(wiring, figure)
        audience, since, until = audience_of(wiring), period.since, period.until
    else:
        audience, since, until = wiring.store.runs.get(figure.run).audience, 0.0, float("inf")
    return Behind(audience=audience, since=since, until=until, cause=figure.cause, run=figure.run, everyone=figure.everyone)
