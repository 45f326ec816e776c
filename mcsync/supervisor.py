"""One command for everything: the pages, the worker and the practice account, started and stopped together.

`python -m mcsync.supervisor --port 8501` (which is `make run`). Its data folder is `data/`, or what `MCSYNC_DATA` names.
Says where the pages are on stdout; everything else goes to stderr. Exit 0 stopped · 1 it failed · 2 it cannot be started like this.
"""

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from mcsync.errors import McsyncError, SettingsError
from mcsync.keeper import Clock, Keeper, Program, Write
from mcsync.language import spoken, translate
from mcsync.message import Message, say
from mcsync.places import LOCK, SAMPLE_SHOP, SANDBOX_STATE, data_folder, practice, read_practice, write_practice

#: Seconds between two looks at the programs: how late a death may be noticed.
LOOK_EVERY = 0.2
#: Seconds that the others wait for the practice account's first sign of life.
GREETING_WITHIN = 10.0
#: Seconds for everything to end by itself. A batch on its way is repeated later, so a kill loses nothing.
GRACE = 10.0
#: Seconds for the pages to answer one request.
HEALTH_WITHIN = 2.0
HIGHEST_PORT = 65535
LOOPBACK = "127.0.0.1"
#: Data folder, port of the pages, and what to set once the first of them has greeted → what runs, that one first.
Wanted = Callable[[Path, int, threading.Event], Sequence[Program]]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def address(port: int) -> str:
    """Where a browser on this machine finds the pages."""
    return f"http://localhost:{port}"


@contextlib.contextmanager
def only_one(folder: Path, url: str) -> Iterator[None]:
    """Holds the data folder for this process. Raises `SettingsError`, which names the address of the one that holds it already."""
    with contextlib.ExitStack() as stack:
        try:
            lock = stack.enter_context((folder / LOCK).open("a+", encoding="utf-8"))
        except OSError as error:
            raise SettingsError(say("mcsync may not write in {folder}: {why}.", folder=folder, why=error.strerror)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            running = lock.read(200).strip()
            raise SettingsError(say("mcsync is running already: {url}. Open it, or stop that one first.", url=running)) from error
        lock.truncate(0)
        lock.write(url)
        lock.flush()
        yield


def refuse_taken_port(port: int) -> None:
    """Raises `SettingsError` when the pages could not listen there."""
    if is_free(port):
        return
    other = next((each for each in range(port + 1, HIGHEST_PORT + 1) if is_free(each)), None)
    raise SettingsError(
        say(
            "Port {port} cannot be used: another program has it, or this account may not. Choose another one: make run PORT={other}",
            port=port,
            other=other or "…",
        )
    )


def is_free(port: int) -> bool:
    """Whether a program could listen on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def make_shop(path: Path) -> None:
    """Makes the sample shop when there is none. Raises `SettingsError` when it cannot be written."""
    if path.exists():
        return
    from mcsync.shop.sample import make_sample_shop  # once in the life of a data folder

    make_sample_shop(path)


def programs(folder: Path, port: int, greeted: threading.Event) -> list[Program]:
    """What runs, with the practice account first."""
    here = {"MCSYNC_DATA": str(folder)}
    python = sys.executable, "-m"
    pages = (*python, "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", LOOPBACK)
    return [
        Program(
            name="sandbox",
            command=lambda: [*python, "mcsync", "sandbox", "--port", str(sandbox_port(folder)), "--state", str(folder / SANDBOX_STATE)],
            environment=here,
            greet=lambda output: hear_greeting(folder, output, greeted),
        ),
        Program(name="worker", command=lambda: [*python, "mcsync", "worker"], environment=here),
        Program(name="pages", command=lambda: pages, environment=here, greet=pass_over_greeting),
    ]


def sandbox_port(folder: Path) -> int:
    """The port of last time, so that its address stays valid; 0 (any) when it is unknown or taken."""
    last = read_practice(folder)
    port = (urlsplit(last.url).port if last else None) or 0
    return port if is_free(port) else 0


def hear_greeting(folder: Path, output: IO[str], greeted: threading.Event) -> None:
    """Keeps the URL and the key that the sandbox prints first; they are not for the log."""
    url, key = output.readline(), output.readline()
    try:
        write_practice(folder, practice(url, key))
        greeted.set()
    except SettingsError:
        return  # it died before it greeted, which its keeper says
    except OSError as error:
        _log(_said(say("The address of the practice account cannot be kept in {folder}: {why}.", folder=folder, why=error.strerror)))


def pass_over_greeting(output: IO[str]) -> None:
    """Reads what Streamlit says first: it writes the address in another way than we do, and one is enough."""
    for line in output:
        if "URL: " in line:
            output.readline()  # a blank line
            return


def answers(port: int) -> bool:
    """Whether the pages can be opened."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=HEALTH_WITHIN)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def keep(
    wanted: Sequence[Program],
    greeted: threading.Event,
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
    *,
    stop: threading.Event,
    clock: Clock,
    write: Write | None = None,
) -> None:
    """Keeps the programs running until `stop`, and announces once that they are ready; the first one has a head start."""
    keepers = [Keeper(program, clock=clock, write=write or _log) for program in wanted]
    patience = clock() + GREETING_WITHIN
    announced = False
    try:
        while not stop.is_set():
            for keeper in keepers if greeted.is_set() or clock() > patience else keepers[:1]:
                keeper.tend()
            if not announced and is_ready():
                announce()
                announced = True
            stop.wait(LOOK_EVERY)
    finally:
        _stop_all(keepers, clock)


def main(arguments: Sequence[str] | None = None, *, wanted: Wanted = programs) -> int:
    """Keeps the `wanted` programs running until it is stopped; the exit status."""
    stop = threading.Event()
    for each in STOPPING:
        signal.signal(each, lambda *_: stop.set())
    try:
        _run(_port(arguments), data_folder(os.environ), stop, wanted)
    except SettingsError as error:
        print(_said(error.message), file=sys.stderr)
        return 2
    except McsyncError as error:
        print(_said(error.message), file=sys.stderr)
        return 1
    return 0


def _run(port: int, folder: Path, stop: threading.Event, wanted: Wanted) -> None:
    greeted = threading.Event()
    with only_one(folder, address(port)):
        refuse_taken_port(port)
        make_shop(folder / SAMPLE_SHOP)
        keep(wanted(folder, port, greeted), greeted, lambda: answers(port), lambda: _announce(port), stop=stop, clock=time.monotonic)


def _stop_all(keepers: Sequence[Keeper], clock: Clock) -> None:
    for keeper in keepers:
        keeper.ask_to_stop(signal.SIGTERM)
    until = clock() + GRACE
    for keeper in keepers:
        keeper.stop(max(0.0, until - clock()))


def _port(arguments: Sequence[str] | None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m mcsync.supervisor", description=_said(say("Starts mcsync: the pages, the worker, the practice account."))
    )
    parser.add_argument("--port", default="8501", help=_said(say("where the pages are, on this machine (8501)")))
    text: str = parser.parse_args(arguments).port
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= HIGHEST_PORT):
        raise SettingsError(say("“{text}” is not a port. Choose a number from 1 to {most}.", text=text[:40], most=HIGHEST_PORT))
    return int(text)


def _announce(port: int) -> None:
    sentence = say(
        "mcsync is ready: {url}  (practice mode: a sample shop and a stand-in for Mailchimp, until you connect your own)", url=address(port)
    )
    print(_said(sentence), flush=True)


def _said(sentence: Message) -> str:
    return translate(sentence, spoken(os.environ))


def _log(line: str) -> None:
    # A terminal that was closed must not block the programs.
    with contextlib.suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
