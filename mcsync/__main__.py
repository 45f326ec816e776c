"""`python -m mcsync`."""

from mcsync.cli import main

if __name__ == "__main__":
    main()
