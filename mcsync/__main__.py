"""`python -m mcsync`."""

import gc

from mcsync.cli import main

#: Objects made, less those gone, after which garbage is looked for. By default 700: an answer of 500 members makes ten times as many,
#: and ever so often everything that is in memory would be searched while ten requests wait.
_GARBAGE_EVERY = 100_000

if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(_GARBAGE_EVERY)
    main()
