"""Plotly's own words, dates and numbers in the reader's language; Streamlit brings its English only, and nothing is fetched from elsewhere."""

from typing import Any

from mcsync.language import calendar
from mcsync.message import say
from mcsync.ui.language import language, plain

#: What the buttons over a chart are called, in plotly.js 3.
_WORDS = (
    say("Download plot as a PNG"),
    say("Zoom"),
    say("Zoom in"),
    say("Zoom out"),
    say("Reset axes"),
)


def config() -> dict[str, Any]:
    """To be added to the configuration of a chart."""
    code = language()
    words = {each.template: plain(each) for each in _WORDS}
    return {"locale": code, "locales": {code: {"dictionary": words, "format": calendar(code)}}}
