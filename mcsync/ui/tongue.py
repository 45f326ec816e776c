"""The reader's language before any page runs: a cookie keeps it, a link changes it, and the first tag of the page names it.

Streamlit can read a cookie, but not set one, so the link leads to an address of its own and comes back from there.
"""

import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mcsync.language import LANGUAGES, pick
from mcsync.ui.language import CHOICE

#: Seconds that a browser keeps the choice: a year, and each new choice begins another one.
KEPT = 365 * 86_400
_CHANGE = re.compile(rf"/language/({'|'.join(LANGUAGES)})")
#: A path on this server with its query; a second slash or a backslash would make the beginning of it a host.
_OURS = re.compile(r"/(?![/\\])[!-~]*")
_HTML_TAG = re.compile(rb'<html lang="[a-z]*"')


class Tongue:
    """ASGI middleware around the pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Changes the language itself, and tells it in whatever else is answered."""
        change = _CHANGE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if change:
            answer = RedirectResponse(_where_from(scope), status_code=303)
            _keep(answer.headers, change[1], scope)
            await answer(scope, receive, send)
        else:
            await self._app(_uncompressed(scope), receive, _told(scope, send) if scope["type"] == "http" else send)


def chosen(scope: Scope) -> str | None:
    """The language that this browser's cookie keeps; None without one, or with one that no language of ours is in."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(CHOICE)
    except CookieError:
        return None
    return found.value if found and found.value in LANGUAGES else None


def wanted(scope: Scope) -> str:
    """The language of an answer, by the same order as that of a page: the choice, the address, the browser."""
    accepted = [part.split(";")[0].strip() for part in Headers(scope=scope).get("accept-language", "").split(",")]
    return pick([chosen(scope), _asked(scope), *accepted])


def _uncompressed(scope: Scope) -> Scope:
    """A request for a page is answered as text, because its first tag could not be written otherwise; it is some kilobytes, once."""
    if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]}


def _asked(scope: Scope) -> str | None:
    found = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return found if found in LANGUAGES else None


def _told(scope: Scope, send: Send) -> Send:
    code = wanted(scope)
    is_page = False

    async def tell(message: Message) -> None:
        nonlocal is_page
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Language"] = code
            is_page = headers.get("content-type", "").startswith("text/html")
            if is_page:
                _is_not_for_everyone(headers, scope)
        elif is_page:
            # As long as before, because every code has two letters; so the announced length still holds.
            message = {**message, "body": _HTML_TAG.sub(b'<html lang="%s"' % code.encode(), message.get("body", b""), count=1)}
        await send(message)

    return tell


def _is_not_for_everyone(headers: MutableHeaders, scope: Scope) -> None:
    """A cache must not hand the page of one language to the reader of another; what the address asks for is kept from here on."""
    headers.add_vary_header("Cookie, Accept-Language")
    for name in ("etag", "last-modified"):
        if name in headers:
            del headers[name]
    asked = _asked(scope)
    if asked and not chosen(scope):
        _keep(headers, asked, scope)


def _keep(headers: MutableHeaders, code: str, scope: Scope) -> None:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    headers.append("Set-Cookie", f"{CHOICE}={code}; Max-Age={KEPT}; Path=/; SameSite=Lax; HttpOnly{secure}")


def _where_from(scope: Scope) -> str:
    """The page that the link stood on; never a place elsewhere."""
    page = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("back", ["/"])[0]
    return page if _OURS.fullmatch(page) else "/"
