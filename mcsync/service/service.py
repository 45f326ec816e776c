"""Every verb in one place. Pages and command line call these and nothing deeper."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mcsync.contact import ConsentChoice
from mcsync.engine.worker import run_worker
from mcsync.mailchimp import Audience
from mcsync.outcome import Request, RunKind
from mcsync.service import changing, connecting, following, previewing, ruling, running
from mcsync.service.care import CareVerbs
from mcsync.service.connect import ConnectVerbs
from mcsync.service.diagnostic import DiagnosticVerbs
from mcsync.service.everyone import confirmed
from mcsync.service.fields import FieldVerbs, tag_names
from mcsync.service.following_views import Conflict, Following
from mcsync.service.status import StatusVerbs
from mcsync.service.surveying import SurveyingVerbs, Surveyor
from mcsync.service.views import Checks, InForce, Preview, RuleTest, RunView
from mcsync.service.watching import WatchingVerbs
from mcsync.service.webhook import WebhookVerbs
from mcsync.service.wiring import Wiring
from mcsync.settings import mask, parse_setting, texts_in_force
from mcsync.shop import ShopSummary
from mcsync.store import Change


class Service(WatchingVerbs, StatusVerbs, WebhookVerbs, CareVerbs, DiagnosticVerbs, FieldVerbs, ConnectVerbs, SurveyingVerbs):
    """mcsync, wired. Every verb raises `McsyncError` with a sentence for the operator."""

    def __init__(self, wiring: Wiring, sleep: Callable[[float], None] = time.sleep) -> None:
        self._wiring = wiring
        self._sleep = sleep
        self._surveyor = Surveyor()

    # Settings

    def in_force(self) -> InForce:
        """The settings in force now."""
        return self._wiring.in_force()

    def texts(self) -> dict[str, str]:
        """Every setting as text, wherever it comes from; secrets masked."""
        texts = texts_in_force(self._wiring.store.preferences.read(), self._wiring.environment)
        return {name: mask(name, text) for name, text in texts.items()}

    def change(self, texts: Mapping[str, str], by: str) -> InForce:
        """Change settings, all or none; an empty text forgets one."""
        return changing.change(self._wiring, texts, by)

    def subscribe_everyone(self, typed: str, by: str) -> InForce:
        """Choose “subscribe everyone”, once someone has typed the words; who, when and the warning's text are recorded."""
        self._wiring.store.preferences.note(by, "subscribe everyone", confirmed(typed))
        self._wiring.store.preferences.write({"consent": ConsentChoice.EVERYONE.value}, by)
        return self._wiring.in_force()

    def choose_batch_size(self, typed: str, by: str) -> InForce:
        """Change the batch size; an empty text is refused, where `change` would go back to the default."""
        parse_setting("batch_size", typed)
        return self.change({"batch_size": typed}, by)

    def test_rules(self, raw: str) -> RuleTest:
        """What all rules say of one address: those for addresses, customer groups, shops, disabled accounts."""
        return ruling.tried(self._wiring, raw)

    # Connection

    def check(self) -> Checks:
        """Shop, Mailchimp, audience, each tested."""
        return connecting.check(self._wiring)

    def audiences(self) -> list[Audience]:
        """All audiences of the account."""
        with self._wiring.watched(self._wiring.in_force().settings) as mailchimp:
            return mailchimp.audiences()

    def shop_summary(self) -> ShopSummary:
        """Shops, languages and customer groups to choose from."""
        with self._wiring.shop() as shop:
            return shop.summary()

    # Preview and runs

    def preview(self, batch_size: int | None = None) -> Preview:
        """Who would be sent now, and why the others would not."""
        return previewing.preview(self._wiring, batch_size)

    def resized(self, preview: Preview) -> Preview:
        """The same people, in batches of the size that is set now."""
        return previewing.resized(self._wiring, preview)

    def export(self, by: str, *, batch_size: int | None = None, dry_run: bool = False, full: bool = False, tags: str = "") -> RunView:
        """Start an export, or join the one that is under way. `tags`, between commas, go to everybody who is sent by it."""
        kind = RunKind.DRY_RUN if dry_run else RunKind.MANUAL
        return running.start(self._wiring, by, kind=kind, batch_size=batch_size, full=full, tags=tag_names(tags))

    def wait(self, run: int) -> RunView:
        """Until the run has ended or paused; does the work itself where no worker is alive."""
        return running.wait(self._wiring, run, self._sleep)

    def run(self, run: int) -> RunView:
        """One run."""
        return running.get(self._wiring, run)

    def last_run(self) -> RunView | None:
        """The newest run for the whole of the chosen audience, a dry run too."""
        return running.last(self._wiring)

    def last_export(self) -> RunView | None:
        """The newest export that somebody started for the chosen audience."""
        return running.last(self._wiring, (RunKind.MANUAL,))

    def refusals(self, run: int) -> dict[str, int]:
        """How many contacts of a run were refused, by cause."""
        return self._wiring.store.history.refusals(run)

    def people(self, run: int) -> Iterator[Mapping[str, Any]]:
        """Everyone in a run's plan: place, address, effect, outcome, cause, words."""
        return self._wiring.store.history.people(run)

    def pause(self, run: int, by: str) -> RunView:
        """Ask a run to pause between two batches."""
        return running.ask(self._wiring, run, Request.PAUSE, by)

    def cancel(self, run: int, by: str) -> RunView:
        """Ask a run to stop for good between two batches."""
        return running.ask(self._wiring, run, Request.CANCEL, by)

    def resume(self, run: int, by: str) -> RunView:
        """Let a paused or failed run go on."""
        return running.resume(self._wiring, run, by)

    def worker_silent(self) -> bool:
        """Whether no worker is alive."""
        return running.worker_silent(self._wiring)

    def worker_seen(self) -> float | None:
        """When a worker was last heard of, in seconds since 1970; None: never."""
        silent = self._wiring.store.leases.silent_for()
        return None if silent is None else self._wiring.store.now() - silent

    # By itself

    def following(self) -> Following:
        """Where following the shop by itself stands."""
        return following.standing(self._wiring)

    def look(self, by: str, *, accept_leavers: bool = False) -> tuple[bool, Following]:
        """One look now; whether all went well, and how it stands then."""
        return following.look(self._wiring, by, accept_leavers=accept_leavers)

    def accept_leavers(self, by: str) -> Following:
        """The many people who would be unsubscribed at once really have left."""
        return following.accept(self._wiring, by)

    def news(self) -> list[Change]:
        """What changed in Mailchimp by other hands than ours, newest first."""
        return following.news(self._wiring)

    def conflicts(self) -> Iterator[Conflict]:
        """Everybody about whom shop and Mailchimp disagree."""
        return following.conflicts(self._wiring)

    # Processes

    def work(self) -> None:
        """Be a worker until the process is told to stop."""
        run_worker(self._wiring.store, lambda: self._wiring.in_force().settings, self._wiring.doors, self._wiring.queue)

    def close(self) -> None:
        """Let everything go."""
        self._surveyor.close()
        self._wiring.store.close()


def open_service(environment: Mapping[str, str]) -> Service:
    """Mcsync as this environment says. Raises `SettingsError` or `StoreError`."""
    return Service(Wiring(environment))
