"""Previews in the background: whoever asks is told at once what is counted so far, and nobody's page waits."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mcsync.engine.survey import Count
from mcsync.service import previewing
from mcsync.service.views import Preview
from mcsync.service.wiring import Wiring

#: Seconds that closing waits for a survey under way.
CLOSING = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Figures that were counted to their end."""

    preview: Preview
    #: When counting began, in seconds since 1970; changes after that may be missing.
    at: float


class Survey:
    """One preview under way, shared by everybody who asked for the same."""

    def __init__(self, question: Any, started: float, count: Callable[[Count], Preview], done: Callable[[Counted], None]) -> None:
        self.question = question
        self.started = started
        self._count, self._done = count, done
        self._so_far = Count()
        self._answer: Counted | None = None
        self._problem: Exception | None = None
        self._finished = threading.Event()
        threading.Thread(target=self._work, name="survey", daemon=True).start()

    def finished(self, patience: float = 0.0) -> bool:
        """Whether it has come to its end, at the latest after so many seconds."""
        return self._finished.wait(patience)

    def so_far(self) -> Preview:
        """What is counted by now; the sums add up only at the end."""
        # A copy of a dict is made in one step, so the thread that counts does not get in between.
        tally = Counter(dict(self._so_far.tally))
        return previewing.as_preview(replace(self._so_far, tally=tally, examples={}))

    def answer(self) -> Counted:
        """The figures at the end. Raises what `Service.preview` raises."""
        self._finished.wait()
        if self._answer is None:
            raise self._problem or RuntimeError
        return self._answer

    def _work(self) -> None:
        try:
            self._answer = Counted(preview=self._count(self._so_far), at=self.started)
            self._done(self._answer)
        except Exception as problem:  # noqa: BLE001  # whoever asked is told, in their own thread
            self._problem = problem
        finally:
            self._finished.set()


class Surveyor:
    """The survey under way, and what was counted last for each audience."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: Survey | None = None
        self._last: dict[str, Counted] = {}

    def ask(self, wiring: Wiring) -> Survey:
        """A survey by the settings in force now: the one under way where it goes by the same, else a new one."""
        settings = wiring.in_force().settings
        with self._lock:
            mine = self._under_way
            if mine is None or mine.finished() or mine.question != settings:
                mine = self._under_way = Survey(
                    settings,
                    wiring.store.now(),
                    lambda count: previewing.preview(wiring, count=count),
                    lambda counted: self._last.__setitem__(settings.audience, counted),
                )
            return mine

    def last(self, audience: str) -> Counted | None:
        """What was counted last for this audience since this program started."""
        return self._last.get(audience)

    def close(self) -> None:
        """Waits for what is under way, but not for ever."""
        if self._under_way:
            self._under_way.finished(CLOSING)


class SurveyingVerbs:
    """The verbs of a preview that does not keep its page waiting."""

    _wiring: Wiring
    _surveyor: Surveyor

    def survey(self) -> Survey:
        """Begin to count who would be sent now, or join whoever counts the same."""
        return self._surveyor.ask(self._wiring)

    def last_survey(self) -> Counted | None:
        """What was counted last for the chosen audience; None: nothing since this program started."""
        return self._surveyor.last(self._wiring.in_force().settings.audience)
