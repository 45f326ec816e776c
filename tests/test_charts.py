"""Charts hold the numbers that they are given, and know which code a bar stands for."""

from datetime import date, timedelta

from mcsync import charts

DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(3)]


def test_every_day_has_its_bar_even_when_it_is_zero():
    figure = charts.stacked_days(DAYS, {"fake": [1, 0, 2]}, {"fake": "Fake"})
    assert [(bar.name, list(bar.x), list(bar.y)) for bar in figure.data] == [
        ("Fake", ["2026-11-01", "2026-11-02", "2026-11-03"], [1, 0, 2])
    ]


def test_a_bar_tells_its_code_to_whoever_clicks_it():
    figure = charts.stacked_days(DAYS, {"a": [1, 1, 1], "b": [2, 2, 2]}, {"a": "A", "b": "B"})
    assert [set(bar.customdata) for bar in figure.data] == [{"a"}, {"b"}]
    assert figure.layout.barmode == "stack"


def test_few_errors_have_a_line_for_each_whole_number():
    few = charts.stacked_days(DAYS, {"a": [1, 0, 0]}, {"a": "A"})
    many = charts.stacked_days(DAYS, {"a": [1, 5000, 0]}, {"a": "A"})
    assert (few.layout.yaxis.dtick, many.layout.yaxis.dtick) == (1, None)


def test_a_long_period_writes_some_of_its_dates_only():
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(1000)]
    axis = charts.stacked_days(days, {"a": [0] * 1000}, {"a": "A"}, lambda day: f"<{day}>").layout.xaxis
    assert len(axis.tickvals) == charts.LABELS
    assert axis.ticktext[0] == "<2024-01-01>"


def test_colours_are_left_to_the_theme_and_plotlys_logo_is_not_shown():
    figure = charts.stacked_days(DAYS, {"a": [1, 1, 1]}, {"a": "A"})
    assert figure.data[0].marker.color is None
    assert charts.CONFIG["displaylogo"] is False


FALLS = [
    charts.Fall(label="Rows", written="5,000", start=0, end=5000, kind="total"),
    charts.Fall(label="Deleted <b>", written="3", start=5000, end=4997, kind="out"),
    charts.Fall(label="To send", written="4,997", start=0, end=4997, kind="total"),
]


def test_a_waterfall_begins_each_bar_where_the_one_above_leaves_off():
    figure = charts.waterfall(FALLS, "#000000")
    bars = {place: (start, start + length) for bar in figure.data[:-1] for place, start, length in zip(bar.y, bar.base, bar.x, strict=True)}
    assert bars == {0: (0, 5000), 1: (4997, 5000), 2: (0, 4997)}


def test_a_click_anywhere_on_the_line_of_a_bar_tells_its_place():
    over = charts.waterfall(FALLS, "#000000").data[-1]
    assert (list(over.customdata), set(over.x), over.marker.color) == ([0, 1, 2], {5000}, "rgba(0,0,0,0)")


def test_words_over_a_bar_are_shown_as_they_are():
    texts = [note.text for note in charts.waterfall(FALLS, "#000000").layout.annotations]
    assert texts[1] == "<b>3</b> Deleted &lt;b>"


def test_long_words_are_cut_over_the_bar_and_whole_under_the_pointer():
    long = [charts.Fall(label="word " * 40, written="3", start=0, end=3, kind="out")]
    figure = charts.waterfall(long, "#000000")
    assert len(figure.layout.annotations[0].text) < 60
    assert "word " * 39 in figure.data[-1].hovertext[0]


def test_an_empty_shop_has_a_picture_too():
    nothing = [charts.Fall(label="Rows", written="0", start=0, end=0, kind="total")]
    assert list(charts.waterfall(nothing, "#000000").data[0].x) == [0]
