"""Tables as files. Whoever wrote a name or an address into the shop must not run a formula in the operator's Excel."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

#: Excel, LibreOffice and Google Sheets take a cell that begins with one of these for a formula (OWASP, “CSV injection”); the wide forms
#: where the spreadsheet is set to Japanese or Chinese.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a page."""

    title: str
    #: Name in the rows → heading.
    headings: Mapping[str, str]
    rows: Iterable[Mapping[str, object]]


#: What a page may do: look as it does here, and nothing else; it loads nothing and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LOOK = (
    "body{font:11pt/1.45 sans-serif;margin:2rem;color:#111;background:#fff}table{border-collapse:collapse;margin:.5rem 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.25rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}thead{display:table-header-group}"
    "@media print{body{margin:0}tr{break-inside:avoid}}"
)


def to_page(title: str, facts: Mapping[str, str], sheets: Iterable[Sheet], language: str) -> bytes:
    """A page to print or to put on file, whole in itself: HTML without script, picture or link. `facts`: label → value."""
    first = Sheet(title="", headings={"label": "", "value": ""}, rows=[{"label": label, "value": value} for label, value in facts.items()])
    body = f"<h1>{_html(title)}</h1>{_rows(first)}" + "".join(f"<h2>{_html(one.title)}</h2>{_table(one)}" for one in sheets)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{_html(title)}</title><style>{_LOOK}</style>'
    )
    return f'<!doctype html>\n<html lang="{_html(language)}"><head>{head}</head><body>{body}</body></html>\n'.encode()


def _table(sheet: Sheet) -> str:
    headings = "".join(f"<th>{_html(heading)}</th>" for heading in sheet.headings.values())
    return _rows(sheet, f"<thead><tr>{headings}</tr></thead>")


def _rows(sheet: Sheet, head: str = "") -> str:
    lines = ("".join(f"<td>{_html(row.get(name))}</td>" for name in sheet.headings) for row in sheet.rows)
    return f"<table>{head}<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _html(value: object) -> str:
    # A control character has no place in HTML, escaped or not.
    text = "" if value is None else str(value)
    return escape("".join(character if character.isprintable() else " " for character in text))
