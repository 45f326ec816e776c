"""Starts the pages: `streamlit run app.py` or `python app.py`. Only a launcher, so that no page is ever reached without its frame."""

import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from mcsync.errors import McsyncError, SettingsError
from mcsync.language import spoken, translate
from mcsync.service import open_service
from mcsync.service.watchman import Watchman
from mcsync.ui import backing
from mcsync.ui.guard import Guard, refuse_strangers
from mcsync.ui.tongue import Tongue
from mcsync.ui.webhook import Listener

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """The records are opened before anybody asks. What is loaded then stays until the end, so no collection has to look at it again. Meanwhile, somebody looks whether a worker lives."""
    with suppress(McsyncError):  # the page that needs it tells what is wrong
        backing.service()
    gc.freeze()
    watchman = Watchman(lambda: open_service(os.environ))
    watchman.start()
    yield
    watchman.stop()


try:
    refuse_strangers(st.get_option("server.address"))
except SettingsError as error:
    sys.stderr.write(f"{translate(error.message, spoken(os.environ))}\n")
    sys.exit(2)

app = st.App(
    ROOT / "mcsync" / "ui" / "main.py",
    routes=[Listener().route()],
    lifespan=lifespan,
    middleware=[Middleware(Guard), Middleware(Tongue)],
)

if __name__ == "__main__":
    app.run()
