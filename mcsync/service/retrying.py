"""Send again who was refused: in a run, for a cause, in a period, or people named one by one. An ordinary run of those people alone."""

from collections.abc import Sequence
from dataclasses import replace

from mcsync.address import canonical
from mcsync.errors import RunError, SettingsError
from mcsync.message import say
from mcsync.service import running
from mcsync.service.behind import behind_of
from mcsync.service.status_views import Figure
from mcsync.service.views import RunView
from mcsync.service.wiring import Wiring
from mcsync.verdicts import VERDICTS, Cause, Weight

#: Causes of which another try can make something else: whoever left or was deleted can only come back by themselves.
RETRIABLE = tuple(cause for cause in Cause if VERDICTS[cause].weight is not Weight.THEIRS)
_NOBODY = say(
    "There is nobody to send again: everyone concerned was sent since, or has left in Mailchimp, where only they themselves can come back."
)


def retry(wiring: Wiring, by: str, figure: Figure) -> RunView:
    """Send again who is behind a number and refused to this day; joins a run of the very same people that has not ended.

    Raises `SettingsError`, or `RunError` when nobody is left.
    """
    causes = _causes(figure.cause)
    people = wiring.store.people.refused_still(behind_of(wiring, replace(figure, everyone=False)), causes)
    return _start(wiring, by, people)


def refused_still(wiring: Wiring, run: int) -> int:
    """How many people `retry` would send for this run. Raises `RunError`."""
    return wiring.store.people.refused_still_count(behind_of(wiring, Figure(days=1, run=run)), _causes(None))


def retry_people(wiring: Wiring, by: str, addresses: Sequence[str]) -> RunView:
    """Send these people again, refused before or not. Raises `AddressError` for the first that is none, `SettingsError`."""
    return _start(wiring, by, sorted({canonical(address) for address in addresses}))


def _start(wiring: Wiring, by: str, people: Sequence[str]) -> RunView:
    if not people:
        raise RunError(_NOBODY)
    return running.start_for(wiring, by, people)


def _causes(cause: str | None) -> list[str]:
    """Raises `SettingsError` for a cause that is none, `RunError` for one that no try of ours can undo."""
    if cause is None:
        return [one.value for one in RETRIABLE]
    if cause not in set(Cause):
        raise SettingsError(say("There is no cause “{cause}”. The causes are: {names}.", cause=cause[:40], names=", ".join(Cause)))
    if cause not in RETRIABLE:
        verdict = VERDICTS[Cause(cause)]
        raise RunError(say("{sentence} {advice}", sentence=verdict.sentence, advice=verdict.advice))
    return [cause]
