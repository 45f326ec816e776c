"""The colours of .streamlit/config.toml can be told apart and read (WCAG 2.2 AA)."""

import tomllib
from pathlib import Path

import pytest

from mcsync.ui.strip import COLOURS, LOOKS, PATTERNS

THEME = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"]
#: Plotly keeps its own colours when Streamlit gets fewer.
CHART_COLOURS = 10
TEXT, GRAPHIC = 4.5, 3.0


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def mode(request):
    return THEME[request.param]


@pytest.fixture(params=["backgroundColor", "secondaryBackgroundColor"])
def background(request, mode):
    return mode[request.param]


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_text_and_links_can_be_read(mode, background):
    assert min(contrast(mode["textColor"], background), contrast(mode["linkColor"], background)) >= TEXT


def test_the_white_words_on_a_primary_button_can_be_read(mode):
    assert contrast("#ffffff", mode["primaryColor"]) >= TEXT


def test_controls_and_charts_stand_out(mode, background):
    assert min(contrast(colour, background) for colour in [mode["primaryColor"], *mode["chartCategoricalColors"]]) >= GRAPHIC


@pytest.mark.parametrize("look", COLOURS)
def test_every_state_of_a_batch_stands_out(look, background):
    assert contrast(COLOURS[look], background) >= GRAPHIC


def test_every_state_of_a_batch_has_a_pattern_of_its_own_and_words():
    assert len(set(PATTERNS.values())) == len({str(line.template) for line in LOOKS.values()}) == len(PATTERNS) == len(COLOURS)


def test_there_are_enough_different_chart_colours(mode):
    assert len(set(mode["chartCategoricalColors"])) >= CHART_COLOURS


def test_no_font_is_fetched():
    assert not [font for font in (THEME["font"], THEME["codeFont"]) if "://" in font]
