"""Where Mailchimp posts: the one path that answers under a foreign name, to whoever has the secret."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from mcsync.errors import McsyncError
from mcsync.service import WEBHOOK_PATH
from mcsync.ui.backing import service

#: Bytes of a post; real ones have one or two thousand.
BODY_MAX = 64 * 1024
#: Seconds until we answer that it is too much just now: Mailchimp waits for ten, and tries again later.
ANSWER_WITHIN = 0.9
#: Posts that are being noted at once.
AT_ONCE = 4
_METHODS = ("GET", "HEAD", "POST")


class TooLargeError(Exception):
    """A body beyond `BODY_MAX`."""


class Listener:
    """Answers Mailchimp."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    def route(self) -> Route:
        """For the application's routes."""
        return Route(f"{WEBHOOK_PATH}{{secret}}", self.answer, methods=list(_METHODS))

    async def answer(self, request: Request) -> Response:
        """A GET asks whether we are there; an empty post, too. 404: a wrong secret, 413: too long, 503: later."""
        try:
            return await asyncio.wait_for(self._answer(request), ANSWER_WITHIN)
        except TooLargeError:
            return PlainTextResponse("Too long.", status_code=413)
        except (TimeoutError, McsyncError, ClientDisconnect):
            return PlainTextResponse("Not now.", status_code=503)

    async def _answer(self, request: Request) -> Response:
        secret = request.path_params["secret"]
        if self._room.locked():
            raise TimeoutError
        async with self._room:
            form = await _body(request) if request.method == "POST" else ""
            known = await asyncio.to_thread(service().hear, secret, form) if form else await knows(secret)
        return PlainTextResponse("mcsync is listening.") if known else PlainTextResponse("Not found.", status_code=404)


async def is_mailchimps(scope: Scope) -> bool:
    """Whether this is for the webhook, and has its secret."""
    path = str(scope.get("path", ""))
    if scope["type"] != "http" or scope.get("method") not in _METHODS or not path.startswith(WEBHOOK_PATH):
        return False
    try:
        return await knows(path.removeprefix(WEBHOOK_PATH))
    except McsyncError:
        return False


async def knows(secret: str) -> bool:
    """Whether it is one of ours. Raises `McsyncError`."""
    return await asyncio.to_thread(lambda: service().knows_webhook(secret))


async def _body(request: Request) -> str:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_MAX:
            raise TooLargeError
    return body.decode(errors="replace")
