"""Knowing before sending: the audience as Mailchimp has it, in our mirror. Read whole once a day, afterwards only what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from mcsync.contact import MemberStatus, ShopField
from mcsync.errors import SettingsError
from mcsync.fields import to_json
from mcsync.mailchimp import Audience, Mailchimp, Member, MergeField
from mcsync.mapping import BY_DEFAULT, Filled, Filling
from mcsync.message import say
from mcsync.store import AudienceRow, Seen, Store

#: Seconds after which an audience is read whole again: changes do not show people who were permanently deleted.
WHOLE_READING_EVERY = 24 * 3600.0
#: Seconds that two readings overlap: Mailchimp's times have whole seconds, and nobody published what it does at the bound.
OVERLAP = 5.0
#: What to list to see everybody: archived people are only in the list of their own status.
EVERYBODY: tuple[MemberStatus | None, ...] = (None, MemberStatus.ARCHIVED)
#: What to list to see who has left.
LEFT = (MemberStatus.UNSUBSCRIBED, MemberStatus.CLEANED, MemberStatus.ARCHIVED)


class Reader:
    """Reads one audience into the mirror."""

    def __init__(
        self, store: Store, mailchimp: Mailchimp, tags: frozenset[str], *, at_once: int = 1, between: Callable[[], None] = lambda: None
    ) -> None:
        """`tags` are the merge fields to read; `at_once` is how many pages may be in flight.

        `between` is called before each page is noted, and may raise to end the reading: a worker that was frozen must not
        write what it has in hand over what another has read since.
        """
        self._store, self._mailchimp, self._tags, self._at_once = store, mailchimp, tags, at_once
        self._between = between
        self._left_since: str | None = None

    def in_one_slot(self, between: Callable[[], None]) -> "Reader":
        """The same reader, for use inside a call that holds one slot: it never asks for two pages at once."""
        return Reader(self._store, self._mailchimp, self._tags, between=between)

    def refresh(self, audience: AudienceRow, *, whole: bool = False, listed: int | None = None) -> None:
        """Make the mirror true: by the changes since last time, or whole when that cannot be enough. Raises `MailchimpError`.

        `listed`: how many people the audience lists, if it was asked just now.
        """
        read_at = audience.read_at
        # A reading in the future was dated before somebody put the clock back.
        lately = read_at is not None and 0 <= self._store.now() - read_at <= WHOLE_READING_EVERY
        if whole or not lately or not self._changes_suffice(audience, listed):
            self._read_whole(audience)

    def changes(self, audience: AudienceRow, *, at_once: int | None = None) -> None:
        """Only what changed since the last reading. `at_once`: pages in flight, if not the reader's own number."""
        number = audience.number or 0
        since = self._store.mirror.numbered(number).changes_since
        mark = self._read(audience, reading=audience.reading, since=since, at_once=at_once)
        self._store.mirror.finish_changes(number, mark)

    def agree(self, audience: AudienceRow, *, at_once: int) -> None:
        """Until the mirror has as many people as Mailchimp lists: by what changed, and once more; else the audience is read whole.

        Who signs up between the two questions makes them differ. Whom Mailchimp took and does not have is in no list of changes.
        """
        for _ in range(2):
            self.changes(audience, at_once=at_once)
            if self._has_as_many(audience, self._mailchimp.member_count(audience.id)):
                return
        self._read_whole(audience, at_once=at_once)

    def leavers(self, audience: AudienceRow, *, at_once: int | None = None) -> int:
        """Only those who have left since the last reading, or since the last such look; returns how many.

        Unlike the changes, this does not list what we write ourselves. `at_once` as for `changes`.
        """
        since = self._store.mirror.numbered(audience.number or 0).changes_since if self._left_since is None else self._left_since
        mark = self._mailchimp.changes_mark(OVERLAP)
        found = self._note(audience, audience.reading, since, LEFT, at_once)
        self._left_since = mark
        return found

    def look(self, audience: AudienceRow, address: str) -> Member:
        """One person as Mailchimp has them now, noted in the mirror."""
        number = audience.number or 0
        member = self._mailchimp.member(audience.id, address, self._tags)
        if member.status is MemberStatus.ABSENT:
            self._store.mirror.forget(number, address)
        else:
            self._store.mirror.put(number, audience.reading, [seen(member)])
        return member

    def _changes_suffice(self, audience: AudienceRow, listed: int | None) -> bool:
        self.changes(audience)
        return self._has_as_many(audience, self._mailchimp.member_count(audience.id) if listed is None else listed)

    def _has_as_many(self, audience: AudienceRow, listed: int) -> bool:
        return listed == self._store.mirror.member_count(audience.number or 0)

    def _read_whole(self, audience: AudienceRow, *, at_once: int | None = None) -> None:
        reading = audience.reading + 1
        mark = self._read(audience, reading=reading, at_once=at_once)
        self._store.mirror.finish_reading(audience.number or 0, reading, mark)

    def _read(self, audience: AudienceRow, *, reading: int, since: str = "", at_once: int | None = None) -> str:
        """Returns the mark from which the next changes count: a little before this reading, by Mailchimp's own clock."""
        mark = self._mailchimp.changes_mark(OVERLAP)
        self._note(audience, reading, since, EVERYBODY, at_once)
        return mark

    def _note(
        self, audience: AudienceRow, reading: int, since: str, statuses: Sequence[MemberStatus | None], at_once: int | None = None
    ) -> int:
        noted, at_once = 0, at_once or self._at_once
        for page in self._mailchimp.members(audience.id, self._tags, statuses=statuses, since=since, at_once=at_once):
            self._between()
            self._store.mirror.put(audience.number or 0, reading, [seen(member) for member in page])
            noted += len(page)
        return noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An audience as Mailchimp describes it now."""

    audience: Audience
    fields: Sequence[MergeField]
    #: People that it lists, archived ones left out.
    listed: int


def standing_of(mailchimp: Mailchimp, audience: str, *, at_once: int) -> Standing:
    """Asks three questions, as many `at_once` as may be. Raises `MailchimpError`."""
    with ThreadPoolExecutor(at_once) as pool:
        found, fields = pool.submit(mailchimp.audience, audience), pool.submit(mailchimp.merge_fields, audience)
        listed = pool.submit(mailchimp.member_count, audience)
        return Standing(audience=found.result(), fields=fields.result(), listed=listed.result())


def filling_of(store: Store, mailchimp: Mailchimp, audience: AudienceRow) -> Filling:
    """What fills the merge fields that the audience has now. Raises `MailchimpError`."""
    return filling(mailchimp.merge_fields(audience.id), store.mappings.of(audience.number or 0))


def filling(there: Iterable[MergeField], chosen: Mapping[str, ShopField | None]) -> Filling:
    """These merge fields, filled as somebody chose (None: not at all), or else by default."""
    wanted = {**BY_DEFAULT, **chosen}
    found = [(field, wanted.get(field.tag)) for field in there]
    filled = [Filled(tag=field.tag, type=field.type, field=source, choices=field.choices) for field, source in found if source]
    fitting = {one.tag for one in filled if one.fits}
    return Filling(filled, [field.name or field.tag for field, _ in found if field.required and field.tag not in fitting])


def refuse_unfilled(filling: Filling) -> None:
    """Raises `SettingsError` where Mailchimp would refuse everybody new, because a field that the audience requires stays empty."""
    if filling.missing:
        raise SettingsError(
            say(
                "The audience requires a field that nothing fills: {fields}. Mailchimp would refuse everybody new, so nothing was sent. "
                "Choose on the Fields page what fills it, or make it optional in Mailchimp.",
                fields=", ".join(filling.missing),
            )
        )


def seen(member: Member) -> Seen:
    """What the mirror keeps of a member."""
    return Seen(address=member.address, status=member.status, shown=to_json(member.language, member.fields))
