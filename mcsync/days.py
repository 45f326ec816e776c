"""Days in a row by the clock of one place: where each begins, also when the clocks are changed in between. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A period. There is always at least one day."""

    #: The name of the time zone whose midnights part the days.
    zone: str
    dates: tuple[date, ...]
    #: Seconds since 1970: where each day begins, and where the last one ends.
    bounds: tuple[float, ...]

    @property
    def since(self) -> float:
        """The first moment."""
        return self.bounds[0]

    @property
    def until(self) -> float:
        """The first moment after it."""
        return self.bounds[-1]

    def before(self) -> "Days":
        """As many days, just before these."""
        return days_up_to(self.dates[0] - timedelta(days=1), len(self.dates), self.zone)

    def only(self, day: date) -> "Days":
        """One of the days, by itself; all of them where it is none of them."""
        return days_up_to(day, 1, self.zone) if day in self.dates else self


def last_days(now: float, count: int, zone: str) -> Days:
    """The last `count` days in this time zone, today included; `now` in seconds since 1970."""
    return days_up_to(datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).date(), count, zone)


def days_up_to(last: date, count: int, zone: str) -> Days:
    """`count` days in this time zone, of which `last` is the last."""
    place = ZoneInfo(zone)
    dates = tuple(last - timedelta(days=back) for back in reversed(range(count)))
    ends = (*dates, last + timedelta(days=1))
    return Days(zone=zone, dates=dates, bounds=tuple(datetime.combine(day, time(), place).timestamp() for day in ends))
