"""Charts, as figures for whoever shows them."""

from collections.abc import Mapping, Sequence
from datetime import date

from plotly import graph_objects as go

#: Pixels.
HEIGHT = 320
#: What the buttons over a chart may be; it is drawn without a word from elsewhere.
CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"], "scrollZoom": False}


def stacked_days(dates: Sequence[date], series: Mapping[str, Sequence[int]], names: Mapping[str, str]) -> go.Figure:
    """A bar a day, stacked. `series`: code → one number a date; each bar's `customdata` is its code. `names`: code → what the legend says.

    The colours are the theme's, in the order of the series.
    """
    figure = go.Figure([_bars(dates, code, numbers, names[code]) for code, numbers in series.items()])
    figure.update_layout(
        barmode="stack",
        height=HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "yanchor": "top", "y": -0.15, "x": 0},
        showlegend=True,
        dragmode=False,
        bargap=0.25,
    )
    figure.update_xaxes(type="category", tickformat="%d %b", nticks=16)
    figure.update_yaxes(rangemode="tozero", tickformat=",d", minallowed=0, nticks=6)
    return figure


def _bars(dates: Sequence[date], code: str, numbers: Sequence[int], name: str) -> go.Bar:
    days = [day.isoformat() for day in dates]
    return go.Bar(
        x=days, y=list(numbers), name=name, customdata=[code] * len(days), hovertemplate="%{x}: %{y}<extra>%{fullData.name}</extra>"
    )
