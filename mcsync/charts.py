"""Charts, as figures for whoever shows them."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from plotly import graph_objects as go

#: Pixels.
HEIGHT = 320
#: Dates written under the axis, at most.
LABELS = 10
#: Up to here, each whole number has its line.
FEW = 6
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
