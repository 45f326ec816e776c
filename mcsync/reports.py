"""Tables as files. Whoever wrote a name or an address into the shop must not run a formula in the operator's Excel."""

import csv
import io
from collections.abc import Iterable, Mapping

#: Excel, LibreOffice and Google Sheets take a cell that begins with one of these for a formula (OWASP, “CSV injection”).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: Tells Excel that the file is UTF-8.
_BYTE_ORDER_MARK = "\ufeff"


def to_csv(headings: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A CSV file for a spreadsheet: the columns of `headings` (name in the rows → heading), in that order; None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(heading) for heading in headings.values()])
    writer.writerows([safe(row.get(name)) for name in headings] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def safe(value: object) -> object:
    """The value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
