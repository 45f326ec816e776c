"""The verbs that look back: a period, its runs, the people behind its numbers; and sending again who was refused."""

from collections.abc import Iterator, Sequence

from mcsync.service import reporting, retrying
from mcsync.service.status_views import BatchesPage, Figure, PeoplePage, PersonBehind, RunFilter, RunRecord, RunsPage, Status
from mcsync.service.views import RunView
from mcsync.service.wiring import Wiring


class StatusVerbs:
    """Part of `Service`."""

    _wiring: Wiring

    def audience_name(self) -> str | None:
        """The chosen audience's name as we last heard it, or its id before we have; None: none is chosen."""
        chosen = self._wiring.in_force().settings.audience
        known = self._wiring.store.mirror.find(chosen) if chosen else None
        return (known.name if known else "") or chosen or None

    def status(self, days: int) -> Status:
        """The last days, day by day."""
        return reporting.status(self._wiring, days)

    def runs(self, days: int) -> list[RunView]:
        """The runs of the last days, newest first."""
        return reporting.runs(self._wiring, days)

    def runs_page(self, days: int, chosen: RunFilter, *, first: int = 0, size: int = 10) -> RunsPage:
        """Some of the runs of the chosen audience, newest first."""
        return reporting.runs_page(self._wiring, days, chosen, first=first, size=size)

    def run_record(self, run: int) -> RunRecord:
        """The causes of a run's refusals, and the settings in force when it was started."""
        return reporting.record(self._wiring, run)

    def batches(self, run: int, *, with_errors: bool = False, first: int = 0, size: int = 10) -> BatchesPage:
        """Some of the batches of a run."""
        return reporting.batches(self._wiring, run, with_errors=with_errors, first=first, size=size)

    def people_behind(self, figure: Figure, *, first: int = 0, size: int = 10) -> PeoplePage:
        """Some of the people behind a number, newest first."""
        return reporting.people(self._wiring, figure, first=first, size=size)

    def everybody_behind(self, figure: Figure) -> Iterator[PersonBehind]:
        """All of them, for a file."""
        return reporting.everybody(self._wiring, figure)

    def refused_still(self, run: int) -> int:
        """How many people of a run are refused to this day, for causes that another try can undo."""
        return retrying.refused_still(self._wiring, run)

    def retry(self, figure: Figure, by: str) -> RunView:
        """Send again who is behind a number and refused to this day."""
        return retrying.retry(self._wiring, by, figure)

    def retry_people(self, addresses: Sequence[str], by: str) -> RunView:
        """Send these people again."""
        return retrying.retry_people(self._wiring, by, addresses)
