"""What the program does to itself before it begins."""

import subprocess
import sys

import pytest

#: As many heaps as glibc counts while eight threads hold memory of their own.
COUNT = """
import ctypes, sys, threading
from mcsync.__main__ import share_heaps
if sys.argv[1] == "shared":
    share_heaps()
held, over = threading.Barrier(9), threading.Event()
def hold():
    mine = [bytes(100_000) for _ in range(10)]
    held.wait()
    over.wait()
threads = [threading.Thread(target=hold) for _ in range(8)]
for thread in threads:
    thread.start()
held.wait()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
over.set()
"""


def heaps(how):
    done = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's own")
def test_threads_share_two_heaps():
    assert heaps("shared") == 2 < heaps("as they come")
