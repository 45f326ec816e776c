"""What the verbs about connecting answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLook:
    """An uploaded file, looked at before it is used."""

    #: Our name for it.
    stored: str
    header: Sequence[str]
    #: The first rows; a ragged one may be shorter or longer than the header.
    rows: Sequence[Sequence[str]]
    #: What (as in `shop.Columns`) → the header that seems to mean it, or None.
    columns: Mapping[str, str | None]
