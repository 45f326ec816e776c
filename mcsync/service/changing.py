"""Changing settings: judged, then stored, all or none."""

from collections.abc import Mapping

from mcsync.contact import ConsentChoice
from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.service.views import InForce
from mcsync.service.wiring import Wiring
from mcsync.settings import known_setting, parse_setting


def change(wiring: Wiring, texts: Mapping[str, str], by: str) -> InForce:
    """Change settings; an empty text forgets one. Raises `SettingsError`."""
    for name, text in texts.items():
        _refuse_fixed(wiring, name)
        if text.strip():
            parse_setting(name, text)
    if texts.get("consent", "").strip() == ConsentChoice.EVERYONE and wiring.in_force().settings.consent is not ConsentChoice.EVERYONE:
        raise SettingsError(
            say("To subscribe everyone, type the confirmation on the Audience page: people who never asked would receive mail.")
        )
    stored = wiring.store.preferences.read()
    # A form hands over all of its fields; only what is new is a change, and stands in the journal.
    new = {name: text.strip() for name, text in texts.items() if text.strip() != stored.get(name, "")}
    if new:
        wiring.store.preferences.write(new, by)
    return wiring.in_force()


def _refuse_fixed(wiring: Wiring, name: str) -> None:
    variable = known_setting(name).variable
    if variable and wiring.environment.get(variable):
        raise SettingsError(
            say("{name} is set by the environment variable {variable}, so it cannot be changed here.", name=name, variable=variable)
        )
