"""The door to Mailchimp's Marketing API 3.0. JSON and Mailchimp's names stay in this room."""

from mcsync.mailchimp.answers import Answer, Refusal
from mcsync.mailchimp.api import READ_ATTEMPTS, Mailchimp
from mcsync.mailchimp.shapes import Account, Audience, Member, MergeField, Webhook

__all__ = ["READ_ATTEMPTS", "Account", "Answer", "Audience", "Mailchimp", "Member", "MergeField", "Refusal", "Webhook"]
