"""The same answers for people."""

from collections.abc import Mapping
from datetime import UTC, datetime

from mcsync.selection import REASON, SkipReason
from mcsync.service import Checked, Checks, Diagnosis, Following, Preview, RunView, Status, Verification


def checks(found: Checks) -> str:
    """Three lines."""
    return "\n".join(
        _step(name, step) for name, step in (("shop", found.shop), ("mailchimp", found.mailchimp), ("audience", found.audience))
    )


def _step(name: str, step: Checked) -> str:
    return f"{'ok ' if step.ok else 'NOT'} {name}: {step.message}"


def preview(found: Preview) -> str:
    """From the rows down to the requests."""
    skipped = [f"  {count:>9,}  {REASON[SkipReason(reason)]}" for reason, count in sorted(found.skipped.items())]
    return "\n".join(
        [
            f"{found.rows:>11,}  rows in the shop",
            f"{-sum(found.skipped.values()):>11,}  skipped:",
            *skipped,
            f"{-found.merged:>11,}  merged with another row of the same address",
            f"{found.contacts:>11,}  contacts",
            f"{-found.unchanged:>11,}  unchanged",
            f"{-found.left_alone:>11,}  left alone",
            f"{found.to_send:>11,}  to send, in {found.batches:,} requests of up to {found.batch_size}, about {found.minutes:.1f} minutes",
        ]
    )


def run(found: RunView, refusals: Mapping[str, int] | None = None) -> str:
    """A run in a few lines."""
    lines = [
        f"Run {found.run} ({found.kind.value}, by {found.by}): {found.state.value}"
        + (f", asked to {found.request.value}" if found.request else ""),
        f"  {found.settled:,} of {found.to_send:,} sent: {found.created_members:,} new, {found.updated:,} updated, {found.refused:,} refused",
        f"  {found.unchanged:,} unchanged, {found.left_alone + found.left_alone_late:,} left alone",
        f"  {found.batches_done:,} of {found.batches:,} batches done",
    ]
    lines += [f"  {cause}: {count:,}" for cause, count in (refusals or {}).items()]
    return "\n".join([*lines, f"  {found.problem}"] if found.problem else lines)


def status(found: Status) -> str:
    """A line a day, then the causes."""
    days = [f"{day.date}  {sum(day.runs.values()):>4} runs  {day.sent:>9,} sent  {day.errors:>7,} errors" for day in found.days]
    return "\n".join([*days, *(f"{one.count:>7,}  {one.sentence} {one.advice}" for one in found.causes)])


def diagnosis(found: Diagnosis) -> str:
    """The verdict and the three sides."""
    finding = found.finding
    lines = [f"{found.address}: {finding.sentence}", f"  {finding.advice}", f"  In Mailchimp: {found.mailchimp.get('status')}"]
    lines += [f"  In the shop: {user.origin.value} {user.id}, newsletter {'yes' if user.newsletter else 'no'}" for user, _ in found.shop]
    return "\n".join([*lines, f"  No re-sync: {finding.why_not}"] if finding.why_not else lines)


def verification(found: Verification) -> str:
    """The figures, and who is meant."""
    head = f"{found.in_place:,} in place, {found.different:,} different, {found.missing:,} missing, {found.left_alone:,} left alone"
    return "\n".join([head, *(f"  {one['kind']}: {one['address']} {one['detail']}" for one in found.examples)])


def following(found: Following) -> str:
    """A line a fact; what keeps it from going on comes last."""
    lines = [f"automatic synchronisation: {found.standing.value.replace('_', ' ')}, every {found.every} s"]
    facts = (("last look", found.last_look), ("last success", found.last_success), ("next look", found.next_look))
    lines += [f"  {name}: {datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC" for name, moment in facts if moment]
    lines += [f"  {found.waiting:,} people wait"] if found.waiting else []
    lines += ["  No worker is running. Start one with `python -m mcsync worker`, or call this with --once."] if found.worker_silent else []
    return "\n".join([*lines, f"  {found.trouble}"] if found.trouble else lines)


def settings(texts: Mapping[str, str]) -> str:
    """A line a setting."""
    return "\n".join(f"{name} = {value}" for name, value in texts.items())
