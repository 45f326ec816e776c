"""All settings as a file, out and in; secrets are never in it."""

import streamlit as st

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.ui.backing import BY, service
from mcsync.ui.drafts import forget
from mcsync.ui.language import _
from mcsync.ui.notices import attempt, notice, told
from mcsync.ui.words import UPLOADING

#: A file of settings is far from it.
MEGABYTES_MAX = 2
_TAKEN = say("Settings were taken from the file. Keys and passwords were not in it: look at the connections on the Connections page.")


def show() -> None:
    """A download, and an upload."""
    notice("settings_file")
    with told(_("The settings cannot be read")):
        st.download_button(
            _("Save all settings to a file"),
            service().settings_file(),
            "mcsync-settings.json",
            "application/json",
            key="save_file",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(_("Keys, passwords and the webhook are not in it."))
    with st.form("settings_file_form"):
        st.file_uploader(_("Take settings from a file"), "json", key="settings_upload", max_upload_size=MEGABYTES_MAX)
        st.caption(_(UPLOADING))
        st.form_submit_button(_("Use these settings"), key="use_file", icon=":material/upload:", on_click=_use)


def _use() -> None:
    if attempt("settings_file", _restore, _TAKEN):
        forget()


def _restore() -> None:
    file = st.session_state["settings_upload"]
    if file is None:
        raise SettingsError(say("No file is chosen. Choose one that was saved here."))
    service().restore_settings(file.getvalue().decode("utf-8", errors="replace"), BY)
