"""Charts, as figures for whoever shows them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from plotly import graph_objects as go

#: Pixels.
HEIGHT = 320
#: Dates written under the axis, at most.
LABELS = 6
#: Up to here, each whole number has its line.
FEW = 6
#: Pixels of one step of a waterfall, with its words above its bar, and the part of them that the bar takes.
STEP, BAR = 46, 0.36
#: Letters above a bar that a telephone has room for; all of them appear under the pointer.
WORDS = 44
#: What the buttons over a chart may be; it is drawn without a word from elsewhere.
CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"], "scrollZoom": False}


def stacked_days(
    dates: Sequence[date], series: Mapping[str, Sequence[int]], names: Mapping[str, str], label: Callable[[date], str] = date.isoformat
) -> go.Figure:
    """A bar a day, stacked. `series`: code → one number a date; each bar's `customdata` is its code. `names`: code → what the legend says.

    The colours are the theme's, in the order of the series. `label` writes a date under the axis.
    """
    figure = go.Figure([_bars(dates, code, numbers, names[code], label) for code, numbers in series.items()])
    figure.update_layout(
        barmode="stack",
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "top", "y": -0.15, "x": 0},
        showlegend=True,
        dragmode=False,
        bargap=0.25,
    )
    shown = dates[:: max(1, math.ceil(len(dates) / LABELS))]
    figure.update_xaxes(type="category", tickvals=[day.isoformat() for day in shown], ticktext=[label(day) for day in shown])
    highest = max((sum(day) for day in zip(*series.values(), strict=True)), default=0)
    figure.update_yaxes(rangemode="tozero", tickformat=",d", dtick=1 if highest <= FEW else None)
    return figure


def _bars(dates: Sequence[date], code: str, numbers: Sequence[int], name: str, label: Callable[[date], str]) -> go.Bar:
    return go.Bar(
        x=[day.isoformat() for day in dates],
        y=list(numbers),
        name=name,
        customdata=[code] * len(dates),
        hovertext=[label(day) for day in dates],
        hovertemplate="%{hovertext}: %{y}<extra>%{fullData.name}</extra>",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """One bar of a waterfall."""

    #: What it is called, and its number as the reader's language writes it.
    label: str
    written: str
    #: Where it begins and ends on the axis.
    start: int
    end: int
    #: Bars of one kind have one colour, in the order in which kinds appear.
    kind: str


def waterfall(falls: Sequence[Fall], ink: str) -> go.Figure:
    """Bars from top to bottom, each beginning where the one above leaves off. A bar's `customdata` is its place, from 0.

    `ink` is the colour of the words, because Plotly's themes write notes too faintly to be read by everybody.
    A click counts anywhere on a bar's line, because a bar of three in a million is thinner than a pixel.
    """
    kinds = dict.fromkeys(fall.kind for fall in falls)
    longest = max((max(fall.start, fall.end) for fall in falls), default=0) or 1
    figure = go.Figure([_falls([(at, fall) for at, fall in enumerate(falls) if fall.kind == kind]) for kind in kinds])
    figure.add_trace(_to_click_on(falls, longest))
    figure.update_layout(
        barmode="overlay",
        height=STEP * len(falls) + 16,
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        showlegend=False,
        dragmode=False,
        annotations=[_words(at, fall, ink) for at, fall in enumerate(falls)],
    )
    figure.update_yaxes(autorange=False, range=[len(falls) - 0.5, -0.75], visible=False)
    figure.update_xaxes(range=[0, longest], visible=False)
    return figure


def _falls(falls: Iterable[tuple[int, Fall]]) -> go.Bar:
    places, bars = zip(*falls, strict=True)
    return go.Bar(
        orientation="h",
        y=list(places),
        x=[abs(fall.end - fall.start) for fall in bars],
        base=[min(fall.start, fall.end) for fall in bars],
        width=BAR,
        hoverinfo="skip",
        customdata=list(places),
    )


def _to_click_on(falls: Sequence[Fall], longest: int) -> go.Bar:
    places = list(range(len(falls)))
    see_through = {"color": "rgba(0,0,0,0)", "line": {"width": 0}}
    texts = [f"{_shown(fall.label)}: {fall.written}" for fall in falls]
    return go.Bar(
        orientation="h",
        y=places,
        x=[longest] * len(falls),
        offset=-0.75,
        width=1,
        marker=see_through,
        customdata=places,
        hovertext=texts,
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _words(place: int, fall: Fall, ink: str) -> dict[str, object]:
    return {
        "x": 0,
        "y": place - BAR / 2,
        "xanchor": "left",
        "yanchor": "bottom",
        "text": f"<b>{fall.written}</b> {_shown(shorten(fall.label, WORDS, placeholder=' …'))}",
        "showarrow": False,
        "align": "left",
        "font": {"size": 14, "color": ink},
    }


def _shown(text: str) -> str:
    """As it is: Plotly reads tags and entities in texts."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
