"""What we ask of Mailchimp, in our words."""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from mcsync.address import member_id
from mcsync.batching import Road
from mcsync.contact import Contact, MemberStatus
from mcsync.errors import AudienceMissingError, MailchimpError, MailchimpUnavailableError, McsyncError, NotFoundError, ThrottledError
from mcsync.mailchimp import answers, shapes
from mcsync.mailchimp.answers import Answer
from mcsync.mailchimp.client import Client, json_object
from mcsync.mailchimp.shapes import Account, Audience, Json, Member, MergeField, Webhook
from mcsync.parsing import ANSWER_SECONDS_MAX

#: Items on a page; Mailchimp caps it there without a word.
PAGE_SIZE = 1000
#: Members on the smallest page that a slow answer is halved to.
SMALLEST_PAGE_SIZE = 125
#: How often a read is tried, and the longest wait between two tries, in seconds.
READ_ATTEMPTS = 6
READ_LONGEST_WAIT = 30.0
#: Seconds since 1970 that changes may be asked from; from before about 2010, Mailchimp never answers.
EARLIEST_CHANGES = datetime(2011, 1, 1, tzinfo=UTC).timestamp()
_MEMBER_FIELDS = "email_address,status,language,merge_fields,last_changed"
_LISTED_FIELDS = ",".join(["total_items", *(f"members.{name}" for name in _MEMBER_FIELDS.split(","))])


class Mailchimp:
    """One Mailchimp account, through one key. Every verb raises `MailchimpError`; reads are tried again when it can help."""

    def __init__(
        self,
        key: str,
        *,
        url: str = "",
        timeout: float = ANSWER_SECONDS_MAX,
        attempts: int = READ_ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """As `Client`; `attempts` is how often a read is tried, `sleep` how to wait between two tries."""
        self._client = Client(key, url=url, timeout=timeout)
        self._again = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, McsyncError) and not error.permanent),
            stop=stop_after_attempt(attempts),
            wait=wait_exponential_jitter(multiplier=0.5, max=READ_LONGEST_WAIT),
            sleep=sleep,
            reraise=True,
        )

    def account(self) -> Account:
        """Whose key this is."""
        return shapes.account(self._read("", fields="account_id,account_name"))

    def audiences(self) -> list[Audience]:
        """All audiences, however many pages they take."""
        found: list[Audience] = []
        while True:
            page = self._read("lists", count=PAGE_SIZE, offset=len(found))
            found += [shapes.audience(item) for item in shapes.items(page, "lists")]
            if len(found) >= shapes.total(page) or not page["lists"]:
                return found

    def audience(self, audience: str) -> Audience:
        """One audience. Raises `AudienceMissingError`."""
        with _in_an_audience():
            return shapes.audience(self._read(f"lists/{audience}"))

    def merge_fields(self, audience: str) -> list[MergeField]:
        """The audience's fields."""
        with _in_an_audience():
            page = self._read(f"lists/{audience}/merge-fields", count=PAGE_SIZE)
        return [shapes.merge_field(item) for item in shapes.items(page, "merge_fields")]

    def members(
        self, audience: str, tags: Collection[str], *, statuses: Sequence[MemberStatus | None] = (None,), since: str = "", at_once: int = 1
    ) -> Iterator[list[Member]]:
        """The audience's people, a page at a time, `at_once` pages in flight.

        `since` (ISO 8601) asks for those that changed then or later. Archived people are only in the answer for that status.
        """
        with _in_an_audience(), ThreadPoolExecutor(at_once) as pool:
            listings = [_listing(status, since) for status in statuses]
            firsts = [pool.submit(self._page, f"lists/{audience}/members", query, offset=0) for query in listings]
            for query, first in zip(listings, firsts, strict=True):
                yield from self._listed(pool, f"lists/{audience}/members", query, first.result(), tags, at_once)

    def member(self, audience: str, address: str, tags: Collection[str]) -> Member:
        """One person as Mailchimp has them now; status `ABSENT` if it does not."""
        try:
            found = shapes.member(self._read(f"lists/{audience}/members/{member_id(address)}", fields=_MEMBER_FIELDS), tags)
        except NotFoundError:
            return Member(address=address, email=address, status=MemberStatus.ABSENT)
        if found.address != address:
            raise MailchimpUnavailableError
        return found

    def member_count(self, audience: str) -> int:
        """How many people the audience lists now, archived ones left out; counted, unlike its statistics."""
        with _in_an_audience():
            return shapes.total(self._read(f"lists/{audience}/members", count=1, fields="total_items"))

    def answers(self) -> bool:
        """Whether Mailchimp is there and takes our key; one try."""
        try:
            self._client.get("ping")
        except MailchimpError:
            return False
        return True

    def changes_mark(self, overlap: float) -> str:
        """A moment `overlap` seconds before Mailchimp's last answer, by its own clock, as `members(since=…)` takes it.

        Empty, which asks for everybody, where the answer was not dated.
        """
        moment = self._client.server_time - overlap
        return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds") if moment > EARLIEST_CHANGES else ""

    def send(self, audience: str, contacts: Sequence[Contact], road: Road, tags: Sequence[str] = ()) -> Answer:
        """Many contacts in one request, at most 500, once: whether to send again is the engine's to decide. `tags` are names to add."""
        with _in_an_audience():
            return self._client.post(f"lists/{audience}", shapes.batch(contacts, road, tags), answers.answer)

    def webhooks(self, audience: str) -> list[Webhook]:
        """Who is told when something happens in the audience."""
        with _in_an_audience():
            page = self._read(f"lists/{audience}/webhooks")
        return [shapes.webhook(item) for item in shapes.items(page, "webhooks")]

    def add_webhook(self, audience: str, url: str) -> None:
        """Have `url` told of what people and admins do, and not of what we do. Mailchimp asks it first whether it is there."""
        with _in_an_audience():
            self._client.post(f"lists/{audience}/webhooks", shapes.wanted(url), json_object)

    def delete_webhook(self, audience: str, identity: str) -> None:
        """End that; one that is not there any more is deleted already."""
        with suppress(NotFoundError):
            self._client.delete(f"lists/{audience}/webhooks/{identity}")

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _listed(
        self, pool: ThreadPoolExecutor, path: str, query: Mapping[str, str], first: Json, tags: Collection[str], at_once: int
    ) -> Iterator[list[Member]]:
        yield _members(first, tags)
        for page in self._pages(pool, path, query, range(PAGE_SIZE, shapes.total(first), PAGE_SIZE), at_once):
            if not (found := _members(page, tags)):
                return  # people were deleted since the first page
            yield found

    def _pages(self, pool: ThreadPoolExecutor, path: str, query: Mapping[str, str], offsets: Iterable[int], at_once: int) -> Iterator[Json]:
        coming: deque[Future[Json]] = deque()
        for offset in offsets:
            coming.append(pool.submit(self._page, path, query, offset=offset))
            if len(coming) > at_once:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()

    def _page(self, path: str, query: Mapping[str, str], *, offset: int, count: int = PAGE_SIZE) -> Json:
        """A page; one that Mailchimp cannot make in time (it answers 504 to large ones now and then) is read in two halves."""
        try:
            return self._client.get(path, count=count, offset=offset, **query)
        except ThrottledError:
            return self._read(path, count=count, offset=offset, **query)
        except MailchimpUnavailableError:
            if count <= SMALLEST_PAGE_SIZE:
                return self._read(path, count=count, offset=offset, **query)
        half = count // 2
        halves = [self._page(path, query, offset=offset, count=half), self._page(path, query, offset=offset + half, count=count - half)]
        return {**halves[0], "members": [item for page in halves for item in shapes.items(page, "members")]}

    def _read(self, path: str, **query: str | int) -> Json:
        return self._again.copy()(self._client.get, path, **query)


@contextmanager
def _in_an_audience() -> Iterator[None]:
    """What is not found under an audience's path is the audience."""
    try:
        yield
    except NotFoundError as error:
        raise AudienceMissingError from error


def _listing(status: MemberStatus | None, since: str) -> dict[str, str]:
    return {
        "fields": _LISTED_FIELDS,
        **({"status": status.value} if status else {}),
        **({"since_last_changed": since} if since else {}),
    }


def _members(page: Json, tags: Collection[str]) -> list[Member]:
    return [shapes.member(item, tags) for item in shapes.items(page, "members")]
