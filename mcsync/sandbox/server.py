"""The socket: HTTP/1.1 on loopback, with the control over connections that the faults need."""

import contextlib
import secrets
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mcsync.sandbox.answers import Answer, RefusedError, problem
from mcsync.sandbox.control import CONTROL, Control, control
from mcsync.sandbox.desk import Reply, Request
from mcsync.sandbox.faults import Ending

#: Bytes of a body, sent or unpacked: a batch of 500 is some 100 kB.
_BODY_MAX = 32 * 1024 * 1024
#: Seconds that stopping waits for the calls under way to notice.
_STOPPING_MAX = 10.0
#: On, and no time to linger: closing then sends a reset, not an orderly end.
_RESET = struct.pack("ii", 1, 0)
_GZIP = 31  # zlib's "window bits" for the gzip format


class Server(ThreadingHTTPServer):
    """A thread for each connection, and a way to stop them all."""

    #: Connections that may wait to be accepted: callers that open too many must meet the 429, not a refused connection.
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, port: int, steering: Control) -> None:
        self.steering = steering
        #: Set when the server stops: ends every wait.
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__(("127.0.0.1", port), _Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Notes the connection, and hands it to a thread."""
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Ends a connection, with a reset where a fault wants that."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET)) == _RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def stop(self) -> None:
        """Ends all calls and connections, and frees the port. Call it while `serve_forever` runs in another thread."""
        self.stopping.set()
        self.steering.desk.gate.open()
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._connections, _STOPPING_MAX)


class _Connection(BaseHTTPRequestHandler):
    """One connection and the calls on it, one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # the caller went away: nobody is left to be told
            super().handle()

    def log_message(self, *_: Any) -> None:
        """Nothing: a log would hold addresses."""

    def _serve(self) -> None:
        arrived = time.monotonic()
        try:
            request = Request(method=self.command, target=self.path, authorization=self.headers.get("Authorization", ""), body=self._body())
        except RefusedError as refused:
            self.close_connection = True
            self._send(refused.answer, _nothing)
            return
        if request.path.startswith(f"{CONTROL}/"):
            self._send(control(self.server.steering, request), _nothing)
        else:
            self._call(request, arrived)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - http.server looks for these names

    def _call(self, request: Request, arrived: float) -> None:
        desk = self.server.steering.desk
        allowed = desk.slots.enter()
        leaving = _Once(lambda: desk.slots.leave(allowed=allowed))
        try:
            reply = desk.reply(request, allowed=allowed)
            left = arrived + reply.takes - time.monotonic()
            if left > 0:
                self.server.stopping.wait(left)
            self._end(reply, leaving)
        finally:
            leaving()

    def _end(self, reply: Reply, leaving: Callable[[], None]) -> None:
        if reply.ending is Ending.ANSWERED:
            self._send(reply.answer, leaving)
            return
        if reply.ending is Ending.HELD:
            self.server.stopping.wait(reply.held)
        head, body = self._rendered(reply.answer)
        half = len(body) // 2
        if reply.ending is Ending.TRUNCATED:
            self._write(*self._rendered(Answer(status=reply.answer.status, body=body[:half])), leaving)
            return
        if reply.ending is Ending.HALF:
            self.connection.sendall(head + body[:half])
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.close_connection = True

    def _send(self, answer: Answer, leaving: Callable[[], None]) -> None:
        self._write(*self._rendered(answer), leaving)

    def _write(self, head: bytes, body: bytes, leaving: Callable[[], None]) -> None:
        """Sends all but the last byte, calls `leaving`, sends that byte.

        The caller may send its next call the moment it has this answer whole; the slot must be free by then,
        and not before, or a caller that keeps the limit would be refused, or one that breaks it would not.
        """
        if body:
            self.connection.sendall(head)
        rest = memoryview(body or head)
        self.connection.sendall(rest[:-1])
        leaving()
        self.connection.sendall(rest[-1:])

    def _rendered(self, answer: Answer) -> tuple[bytes, bytes]:
        request_id = secrets.token_hex(16)
        body = answer.rendered(request_id)
        lines = [
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
            "Server: mcsync-sandbox",
            f"Date: {formatdate(usegmt=True)}",
            f"X-Request-Id: {request_id}",
        ]
        if body:
            lines.append(f"Content-Type: {answer.content_type}")
        if answer.status != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(body)}")
        if self.close_connection:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1"), body

    def _body(self) -> bytes:
        """The request's body, unpacked. Answers 411, 413 or 400 where it cannot be had; the connection is of no use then."""
        if "Transfer-Encoding" in self.headers:
            raise RefusedError(problem(411, "Length Required", "The sandbox needs a Content-Length."))
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            raise RefusedError(problem(400, "Bad Request", "The Content-Length is not a number."))
        if len(length) > len(str(_BODY_MAX)) or int(length) > _BODY_MAX:
            raise RefusedError(_too_large())
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionResetError
        return _unpacked(body) if self.headers.get("Content-Encoding", "").lower() == "gzip" else body


class _Once:
    """Calls something the first time only."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action

    def __call__(self) -> None:
        action, self._action = self._action, None
        if action:
            action()


def _nothing() -> None:
    """For calls that hold no slot."""


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(body, _BODY_MAX)
    except zlib.error as error:
        raise RefusedError(problem(400, "Bad Request", "The body is not gzip.")) from error
    if unpacker.unconsumed_tail:
        raise RefusedError(_too_large())
    return unpacked


def _too_large() -> Answer:
    return problem(413, "Request Entity Too Large", f"The sandbox takes at most {_BODY_MAX} bytes.")
