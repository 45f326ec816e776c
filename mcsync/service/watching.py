"""What somebody sees who watches a run: all its batches at one glance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mcsync.outcome import BatchLook, RunKind, RunState
from mcsync.service import running
from mcsync.service.views import RunView
from mcsync.service.wiring import Wiring

#: More columns than this are thinner than a fingertip's width of pixels, and are not told apart.
COLUMNS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The batches of a run in the order in which they were planned; halves of one that failed whole stand at the end."""

    #: A batch each, or about as many batches each where there are more than `COLUMNS_MAX`.
    columns: Sequence[Mapping[BatchLook, int]]

    @property
    def counts(self) -> Mapping[BatchLook, int]:
        """Batches of each look, in the order of the looks; none that nothing looks like."""
        total = sum((Counter(column) for column in self.columns), Counter[BatchLook]())
        return {look: total[look] for look in BatchLook if total[look]}


class WatchingVerbs:
    """The verbs of the export's window."""

    _wiring: Wiring

    def under_way(self) -> RunView | None:
        """The run for the chosen audience that a worker is, or should be, busy with: one for everybody before one for certain people."""
        chosen = self._wiring.in_force().settings.audience
        audience = self._wiring.store.mirror.find(chosen) if chosen else None
        # Asked for every two seconds beside every page: by what is to be done, which is little, and not by all that ever was.
        there = [run for run in self._wiring.store.runs.to_do() if audience and run.audience == audience.number]
        wanted = [run for kinds in (running.WHOLE, (RunKind.RETRY,)) for run in reversed(there) if run.kind in kinds]
        return running.view(self._wiring, wanted[0]) if wanted else None

    def stuck(self) -> RunView | None:
        """The newest run that sends to the chosen audience, where it waits for a person: paused, or stopped by a problem."""
        run = running.last(self._wiring, running.SENDING)
        return run if run and run.state in {RunState.PAUSED, RunState.FAILED} else None

    def strip(self, run: int) -> Strip:
        """How each batch of a run stands now."""
        return Strip(columns=self._wiring.store.strips.strip(run, COLUMNS_MAX))
