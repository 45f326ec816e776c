"""All batches of a run as one strip: each state has its colour and its pattern, and is written out beneath."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from mcsync.message import Message, say
from mcsync.outcome import BatchLook
from mcsync.service import Strip
from mcsync.ui.language import number, plain

#: Each stands out from the light and from the dark background (3:1); tests/test_theme.py measures it.
COLOURS: Mapping[BatchLook, str] = {
    BatchLook.WAITING: "#7b8794",
    BatchLook.IN_FLIGHT: "#2f7fd6",
    BatchLook.DONE: "#0b8376",
    BatchLook.REFUSED: "#b45309",
    BatchLook.FAILED: "#dc2626",
}
#: Told apart without colours, too: hollow, striped upwards, full, with a notch, striped downwards.
PATTERNS: Mapping[BatchLook, str] = {
    BatchLook.WAITING: "linear-gradient({c} 2px,transparent 2px,transparent calc(100% - 2px),{c} calc(100% - 2px))",
    BatchLook.IN_FLIGHT: "repeating-linear-gradient(45deg,{c} 0 4px,transparent 4px 6px)",
    BatchLook.DONE: "linear-gradient({c},{c})",
    BatchLook.REFUSED: "linear-gradient({c} 60%,transparent 60%,transparent 72%,{c} 72%)",
    BatchLook.FAILED: "repeating-linear-gradient(-45deg,{c} 0 4px,transparent 4px 6px)",
}
LOOKS: Mapping[BatchLook, Message] = {
    BatchLook.WAITING: say("Waiting: {count}"),
    BatchLook.IN_FLIGHT: say("In flight: {count}"),
    BatchLook.DONE: say("Done: {count}"),
    BatchLook.REFUSED: say("Done, with refusals: {count}"),
    BatchLook.FAILED: say("Failed, sent again: {count}"),
}


def show(strip: Strip) -> None:
    """The strip, and in words what it shows."""
    lines = {look: plain(LOOKS[look].template, count=number(count)) for look, count in strip.counts.items()}
    words = plain("The batches, in their order. {states}", states=" · ".join(lines.values()))
    cells = "".join(_column(column) for column in strip.columns)
    st.html(
        f'<div role="img" aria-label="{escape(words)}" style="display:flex;gap:1px;height:1.75rem">{cells}</div>'
        f'<div style="display:flex;flex-wrap:wrap;gap:0 1rem;font-size:.875rem;margin-top:.375rem">'
        f"{''.join(_legend(look, line) for look, line in lines.items())}</div>"
    )


def _column(column: Mapping[BatchLook, int]) -> str:
    parts = [f'<i style="flex:{column[look]};{_look(look)}"></i>' for look in BatchLook if column.get(look)]
    return f'<b style="flex:1;display:flex;flex-direction:column;min-width:1px">{"".join(parts)}</b>'


def _legend(look: BatchLook, line: str) -> str:
    swatch = f'<i style="width:.875rem;height:.875rem;border-radius:2px;{_look(look)}"></i>'
    return f'<span style="display:inline-flex;align-items:center;gap:.375rem">{swatch}{escape(line)}</span>'


def _look(look: BatchLook) -> str:
    return f"background:{PATTERNS[look].format(c=COLOURS[look])}"
