"""Charts speak the reader's language."""

from mcsync.ui import chart_language, language


def test_a_chart_gets_the_words_days_and_signs_of_the_readers_language(monkeypatch):
    monkeypatch.setattr(chart_language, "language", lambda: "fr")
    monkeypatch.setattr(language, "language", lambda: "fr")
    config = chart_language.config()
    french = config["locales"]["fr"]
    assert config["locale"] == "fr"
    assert french["dictionary"]["Zoom in"] == "Agrandir"
    assert (french["format"]["days"][0], french["format"]["shortMonths"][1]) == ("dimanche", "févr.")
    assert (french["format"]["decimal"], french["format"]["thousands"]) == (",", "\u202f")
