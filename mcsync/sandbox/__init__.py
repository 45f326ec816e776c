"""A stand-in for Mailchimp that speaks its API over a real socket: for practice, for tests, and as the opponent of the fault suite.

It shares no code with `mcsync/mailchimp/`, so the two cannot share a bug. What nobody published is our choice, said where it is made.
"""

from mcsync.sandbox.faults import parse_fault
from mcsync.sandbox.practice import PRACTICE_ADDRESSES
from mcsync.sandbox.running import Options, Sandbox, serve

__all__ = ["PRACTICE_ADDRESSES", "Options", "Sandbox", "parse_fault", "serve"]
