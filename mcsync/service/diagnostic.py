"""The verbs of the diagnostic: one address, many addresses, the proof."""

from collections.abc import Callable, Sequence

from mcsync.service import diagnosing, listing, verifying
from mcsync.service.diagnostic_views import Diagnosis, Line, Recalled, Resynced, Verification
from mcsync.service.wiring import Wiring


class DiagnosticVerbs:
    """Part of `Service`."""

    _wiring: Wiring
    _sleep: Callable[[float], None]

    def diagnose(self, address: str) -> Diagnosis:
        """Everything about one address."""
        return diagnosing.examine(self._wiring, address)

    def recall(self, address: str) -> Recalled:
        """What can be said of one address while Mailchimp cannot be asked."""
        return diagnosing.recall(self._wiring, address)

    def resync(self, address: str, by: str, *, own_work: bool = False) -> Resynced:
        """Send one address now."""
        return diagnosing.resync(self._wiring, address, by, self._sleep, own_work=own_work)

    def read_pasted(self, text: str) -> list[str]:
        """The entries of a list that was pasted."""
        return listing.read_pasted(text)

    def read_file(self, name: str, content: bytes) -> list[str]:
        """The entries of a file that was uploaded."""
        return listing.read_file(name, content)

    def look_up(self, typed: Sequence[str]) -> list[Line]:
        """The verdict of each of many addresses, with Mailchimp's people as we last read them."""
        return listing.look_up(self._wiring, typed)

    def verify(self, by: str) -> Verification:
        """Read the audience back, compare it with the shop, and keep what was found."""
        return verifying.verify(self._wiring, by, self._sleep)

    def proof(self, run: int) -> Verification | None:
        """What was found when this run was verified last."""
        return verifying.of_run(self._wiring, run)

    def awaits_proof(self, run: int) -> bool:
        """Whether the proof of this run is being made just now."""
        return verifying.is_on_its_way(self._wiring, run)

    def last_proof(self) -> Verification | None:
        """What was found when the chosen audience was verified last."""
        return verifying.last(self._wiring)
