"""Files for a spreadsheet, in which no cell is a formula."""

import csv
import io
import re

import pytest

from mcsync.reports import Sheet, safe, to_csv, to_page


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20SUM(1)", '=HYPERLINK("http://evil.example")'],
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_made_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["ann@example.com", "O'Brien", "", "1+1", 0, -3, 2.5, None])
def test_any_other_cell_stays_as_it_is(value):
    assert safe(value) == value


def test_a_file_has_its_headings_and_its_rows_in_order():
    content = to_csv(
        {"address": "Address", "count": "Count"}, [{"count": 0, "address": 'a"b,c@example.com', "other": 1}, {"address": None}]
    )
    text = content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["Address", "Count"], ['a"b,c@example.com', "0"], ["", ""]]


def test_excel_is_told_that_the_file_is_utf_8():
    assert to_csv({"name": "Prénom"}, []).startswith(b"\xef\xbb\xbfPr\xc3\xa9nom")


def test_a_line_break_inside_a_cell_stays_in_its_cell():
    text = to_csv({"name": "Name"}, [{"name": "one\ntwo\r\n=3"}]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["Name"], ["one\ntwo\r\n=3"]]


def test_a_page_to_file_is_whole_in_itself_and_shows_every_character_as_it_is():
    rows = [{"who": "<script>alert(1)</script>\x00", "what": None}, {"who": 'a"&b', "what": 3}]
    page = to_page("Proof <1>", {"When": "today & now"}, [Sheet(title="List", headings={"who": "Who", "what": "What"}, rows=rows)], "fr")
    text = page.decode()
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; </td><td></td>" in text
    assert "a&quot;&amp;b</td><td>3</td>" in text
    assert "<h1>Proof &lt;1&gt;</h1>" in text
    assert "today &amp; now" in text
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|http", text.replace("http-equiv", ""))
