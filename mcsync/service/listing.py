"""Many addresses at once: read from what was pasted or uploaded, and each with its verdict."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from mcsync.address import canonical
from mcsync.diagnosis import diagnose
from mcsync.engine.reading import filling_of
from mcsync.engine.survey import terms_of
from mcsync.errors import AddressError
from mcsync.message import say
from mcsync.pasted import several
from mcsync.service.assessing import Assessed, assess
from mcsync.service.diagnostic_views import Line
from mcsync.service.wiring import Wiring
from mcsync.shop import read_rows

#: Entries of one list.
MOST = 5000
#: Characters, or bytes, of what is pasted or uploaded.
LARGEST = 5_000_000
#: Characters of an entry that are shown.
_SHOWN = 320


def read_pasted(text: str) -> list[str]:
    """The entries of a text. Raises `AddressError` for an empty list, or one that is too long."""
    if len(text) > LARGEST:
        raise AddressError(say("This list is too large. Look up at most {most} addresses at a time.", most=MOST))
    return _bounded(several(text))


def read_file(name: str, content: bytes) -> list[str]:
    """The entries of a CSV, text or Excel file, whatever its columns are. Raises `ShopError`, and as `read_pasted`."""
    if len(content) > LARGEST:
        raise AddressError(say("This list is too large. Look up at most {most} addresses at a time.", most=MOST))
    with TemporaryDirectory() as folder:
        # A name of ours: the uploaded one may be a path.
        file = Path(folder) / f"list{Path(name).suffix.lower()[:10]}"
        file.write_bytes(content)
        cells = [cell for _, fields in read_rows(file) for cell in fields if "@" in cell]
    return _bounded(several("\n".join(cells)))


def look_up(wiring: Wiring, typed: Sequence[str]) -> list[Line]:
    """Each entry in its order. Mailchimp is asked for its fields alone: its people are as we last read them.

    Raises `SettingsError`, `ShopError` or `MailchimpError`.
    """
    entries = _bounded(list(dict.fromkeys(typed)))
    lines = {entry: _line(entry) for entry in entries}
    wanted = list(dict.fromkeys(line.address for line in lines.values() if line.address))
    settings = wiring.in_force().settings
    audience = wiring.audience(settings)
    with wiring.watched(settings) as mailchimp:
        filling = filling_of(wiring.store, mailchimp, audience)
    terms = terms_of(settings, audience, filling, now=wiring.store.now())
    with wiring.shop(settings) as shop:
        found = {one.address: one for one in assess(shop, wiring.store, terms, wanted)}
    return [_told(line, found[line.address]) if line.address else line for line in lines.values()]


def _line(entry: str) -> Line:
    try:
        return Line(typed=entry[:_SHOWN], address=canonical(entry))
    except AddressError as error:
        return Line(typed=entry[:_SHOWN], problem=error.message)


def _told(line: Line, found: Assessed) -> Line:
    return Line(
        typed=line.typed,
        address=line.address,
        finding=diagnose(found.facts),
        status=found.known.status.value,
        differences=found.differences,
    )


def _bounded(entries: list[str]) -> list[str]:
    if not entries:
        raise AddressError(say("There is no address in this list. Write one on each line."))
    if len(entries) > MOST:
        raise AddressError(say("This list has {count} addresses. Look up at most {most} at a time.", count=len(entries), most=MOST))
    return entries
