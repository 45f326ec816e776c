"""What stands before every page: only this computer, no foreign script, no figures about the server."""

import base64
import hashlib
import ipaddress
import re
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.ui.webhook import is_mailchimps

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Open by default, and tells strangers how many sessions there are.
CLOSED = ("/_stcore/metrics",)
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def refuse_strangers(address: str | None) -> None:
    """Raises `SettingsError` unless the server listens on this computer only: nobody signs in yet, so nobody else may reach it."""
    if address not in LOOPBACK:
        raise SettingsError(
            say(
                "mcsync has no sign-in yet, so it does not listen at “{address}” but only on this computer. Leave out --server.address, or give 127.0.0.1.",
                address=address or "0.0.0.0",  # noqa: S104  # it is what is refused
            )
        )


def policy(page: str) -> str:
    """The content security policy for this page: scripts and data from here only, by hash where they stand inline, and no eval."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _INLINE_SCRIPT.findall(page))
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *(f"'sha256-{each}'" for each in hashes)]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def start_page() -> str:
    """The page that Streamlit answers every first request with."""
    return (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


class Guard:
    """ASGI middleware around everything, WebSockets too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._policy = policy(start_page())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers strangers itself, and dresses what the application answers."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif not is_for_us(scope) and not (_is_reached_here(scope) and await is_mailchimps(scope)):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, self._dressed(send))

    def _dressed(self, send: Send) -> Send:
        async def dress(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self._policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        return dress


def is_for_us(scope: Scope) -> bool:
    """Whether this came to this computer's own address, under this computer's own name: a page elsewhere may not reach us through a name of its own."""
    host = Headers(scope=scope).get("host", "")
    return _is_reached_here(scope) and _is_loopback(re.sub(r":[0-9]+$", "", host)) and scope["path"] not in CLOSED


def _is_reached_here(scope: Scope) -> bool:
    return _is_loopback(str((scope.get("server") or ("",))[0]))


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("mcsync answers on this computer only.", status_code=403)(scope, receive, send)
