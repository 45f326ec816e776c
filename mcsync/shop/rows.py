"""Files of rows: CSV in the dialects and encodings of the world, and Excel. Streams; knows nothing of addresses."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mcsync.errors import ShopError
from mcsync.message import say

#: Characters in one field; a hundred times the longest address, and far from what a closing quote forgotten makes.
FIELD_MAX_LENGTH = 65_536
#: Bytes of an Excel file once unpacked; a million rows take a quarter of it. A file made to burst is refused before it is read.
UNPACKED_MAX_BYTES = 1_000_000_000
#: Bytes read to tell what a file is.
_LOOK_BYTES = 65_536
#: Of a text, control characters are less than this share; of a program or a picture, more.
_CONTROL_SHARE = 0.05
#: The first to decode the whole file wins. Excel's "Unicode text" has a mark, as its "CSV UTF-8" has; its plain CSV is the last.
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_ENCODINGS = ("utf-8", "cp1252")
_SEPARATORS = (",", ";", "\t", "|")
#: Line numbers and their fields, as text. The first is the header.
Rows = Iterator[tuple[int, list[str]]]

_CSV_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
_EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm"})


def read_rows(path: Path) -> Rows:
    """The rows of the file that are not blank, each with its line number; the first is the header.

    Raises `ShopError`, at once or on the way, with a sentence that names the line where that helps.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise ShopError(say("There is no file {name}. Choose another file.", name=path.name))
    if not path.stat().st_size:
        raise ShopError(say("The file {name} is empty.", name=path.name))
    if suffix in _EXCEL_SUFFIXES:
        return _excel(path)
    if suffix in _CSV_SUFFIXES:
        return _csv(path)
    raise ShopError(say("Files of the type {suffix} cannot be read. Save it as CSV or as an Excel workbook (.xlsx).", suffix=suffix or "?"))


def _csv(path: Path) -> Rows:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        separator = _separator(file.readline(FIELD_MAX_LENGTH))
        file.seek(0)
        csv.field_size_limit(FIELD_MAX_LENGTH)
        reader = csv.reader(file, delimiter=separator)
        try:
            for fields in reader:
                if any(field.strip() for field in fields):
                    yield reader.line_num, fields
        except csv.Error:
            raise ShopError(
                say(
                    "A field near line {line} is longer than {most} characters. A closing quote may be missing there.",
                    line=reader.line_num,
                    most=FIELD_MAX_LENGTH,
                )
            ) from None
        except (OSError, UnicodeError):
            # Replaced or taken away while it was read.
            raise _unreadable(path) from None


def _encoding(path: Path) -> str:
    """Found by decoding the whole file once: a wrong guess in line 90,000 would spoil names, or stop a run."""
    with path.open("rb") as file:
        look = file.read(_LOOK_BYTES)
    for mark, encoding in _MARKS:
        if look.startswith(mark):
            return encoding if _decodes(path, encoding) else _no_encoding(path)
    controls = sum(byte < 32 and byte not in b"\t\n\r" for byte in look)  # noqa: PLR2004  # C0, as in ASCII
    if controls > len(look) * _CONTROL_SHARE:
        raise ShopError(say("The file {name} is not a text file. Save it as CSV or as an Excel workbook (.xlsx).", name=path.name))
    return next((encoding for encoding in _ENCODINGS if _decodes(path, encoding)), "") or _no_encoding(path)


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_LOOK_BYTES * 16):
                pass
    except UnicodeError:
        return False
    return True


def _no_encoding(path: Path) -> str:
    raise ShopError(say("The characters of the file {name} cannot be made out. Save it as “CSV UTF-8”.", name=path.name))


def _separator(header: str) -> str:
    """The one that makes the most columns of the header; a single column has none, and then any will do."""
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader(io.StringIO(header), delimiter=separator), [])))


def _excel(path: Path) -> Rows:
    """The first sheet, streamed. Formulas arrive as the values they had."""
    # Here, because it takes a fifth of the time in which a command starts, and hardly any reads a workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > UNPACKED_MAX_BYTES:
            raise ShopError(say("The Excel file {name} is too large. Save it as CSV.", name=path.name))
        with closing(load_workbook(path, read_only=True, data_only=True, keep_links=False)) as book:
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                fields = [_cell(cell) for cell in cells]
                if any(field.strip() for field in fields):
                    yield line, fields
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError, OSError, EOFError):
        # openpyxl lets the surprises of a damaged archive, and of the XML inside, out as they come.
        raise _unreadable(path) from None


def _cell(value: Any) -> str:
    """As a person sees it: a date as a date, 33 and not 33.0."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _unreadable(path: Path) -> ShopError:
    return ShopError(
        say("The file {name} is damaged or cannot be read. Save it again as CSV or as an Excel workbook (.xlsx).", name=path.name)
    )
