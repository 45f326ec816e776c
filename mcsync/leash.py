"""Ties a program to the one that started it, so that it never outlives it: `python -m mcsync.leash PARENT_PID PROGRAM …`.

Linux does it by itself; elsewhere this process stays between the two and watches. It is a program of its own because
running Python between fork and exec is not safe in a process with threads.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

#: From Linux's <sys/prctl.h>: the signal that a process gets when its parent dies. It survives exec.
PR_SET_PDEATHSIG = 1
#: Seconds between two looks at the parent, where the system does not tell.
LOOK_EVERY = 0.5


def leashed(command: Sequence[str]) -> list[str]:
    """The command that runs `command` until it ends, or until this process does."""
    return [sys.executable, "-m", "mcsync.leash", str(os.getpid()), *command]


def run(parent: int, command: Sequence[str]) -> int:
    """Becomes `command`, where the system can tie it; else runs it, watches, and answers with its exit status."""
    if not sys.platform.startswith("linux"):
        return watch(parent, command, sleep=time.sleep)
    # SIGKILL, because a program that is stuck would not hear anything milder, and every one of ours survives it.
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # else it died before the line above
        os.execvp(command[0], list(command))  # noqa: S606  # a list, no shell
    return 1


def watch(parent: int, command: Sequence[str], *, sleep: Callable[[float], None]) -> int:
    """Runs `command`, and kills it when the parent is no longer `parent`."""
    with subprocess.Popen(command) as process:  # noqa: S603  # a list, no shell
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while process.poll() is None:
            if os.getppid() != parent:
                process.kill()
            sleep(LOOK_EVERY)
        return process.returncode


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), sys.argv[2:]))
