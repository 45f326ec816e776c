"""Addresses as people paste them: out of a mail's header, a link, a table. Finds them; `address.py` judges them."""

import re
from urllib.parse import unquote

#: “Ann Martin <ann@shop.example>”.
_IN_BRACKETS = re.compile(r"<([^<>]*@[^<>]*)>")
_LINK = re.compile(r"\s*mailto:([^?]*)", re.IGNORECASE)
#: What parts the entries of a line.
_BETWEEN = re.compile(r"[,;|\t]")
#: What may stand around an address in a sentence or a table.
_AROUND = " \t\r\n\"'“”«»()[],;"


def bare(raw: str) -> str:
    """The address in what was pasted for one: `Ann <ann@shop.example>`, `mailto:ann@shop.example?subject=…`; else the text as it is."""
    bracketed = _IN_BRACKETS.search(raw)
    text = bracketed[1] if bracketed else raw
    link = _LINK.match(text)
    if link:
        text = unquote(link[1])
    return text.strip(_AROUND)


def several(text: str) -> list[str]:
    """Every entry of a list, each once, in its order: a line each, or parted by comma, semicolon or tab.

    Of a line that holds addresses, only these; of any other, all of it, so that nothing is lost without a word.
    """
    return list(dict.fromkeys(entry for line in text.splitlines() for entry in _of_line(line)))


def _of_line(line: str) -> list[str]:
    bracketed = _IN_BRACKETS.findall(line)
    if bracketed:
        return [bare(one) for one in bracketed]
    parts = [bare(part) for part in _BETWEEN.split(line)]
    return [part for part in parts if "@" in part] or ([line.strip()] if line.strip() else [])
