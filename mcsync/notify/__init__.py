"""The doors by which alerts leave: mail and a webhook. What is said stands in a `Letter`; nothing else is sent."""

from mcsync.notify.hook import post
from mcsync.notify.letter import Letter
from mcsync.notify.mail import MailServer, send

__all__ = ["Letter", "MailServer", "post", "send"]
