"""The door to Mailchimp's Marketing API 3.0. JSON and Mailchimp's names stay in this room."""

from mcsync.mailchimp.api import Mailchimp
from mcsync.mailchimp.shapes import Account, Answer, Audience, Member, MergeField, Refusal

__all__ = ["Account", "Answer", "Audience", "Mailchimp", "Member", "MergeField", "Refusal"]
