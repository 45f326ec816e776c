"""Files that a command is given; what is wrong with one is said in a sentence."""

from pathlib import Path

from mcsync.errors import SettingsError
from mcsync.message import say


def unusable(file: Path, error: Exception) -> SettingsError:
    """What to raise for a file that cannot be read or written, or whose bytes are no text."""
    why = getattr(error, "strerror", None) or "UTF-8?"
    return SettingsError(say("The file {file} cannot be used: {why}. Choose another one.", file=str(file)[:200], why=why))
