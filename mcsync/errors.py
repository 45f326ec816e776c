"""Everything that can go wrong on purpose. A refused contact is not here: it is data (see `outcome.py`).

The docstring of each class is the sentence that the operator reads when nobody had a better one.
"""

import inspect
from typing import ClassVar

from mcsync.message import Message


class McsyncError(Exception):
    """Something went wrong in mcsync. Try again; if it comes back, send the log to whoever looks after it."""

    #: Would the same call, made again later without any change by a person, fail the same way?
    permanent: ClassVar[bool] = True

    def __init__(self, message: Message | None = None) -> None:
        self.message = message or Message(inspect.cleandoc(type(self).__doc__ or "").replace("\n", " "))
        super().__init__(str(self.message))


class SettingsError(McsyncError):
    """A setting has a value that cannot be used. Correct it and try again."""


class AddressError(McsyncError):
    """This is not an e-mail address. Write it like name@domain.com."""


class ShopError(McsyncError):
    """The shop's data could not be read as it is. Check the prefix and the database on the Connections page."""


class ShopUnreachableError(ShopError):
    """The shop's database does not answer. Check that it runs and that this machine may connect, then resume."""

    permanent = False


class StoreError(McsyncError):
    """mcsync could not write its own records. Check the free disk space, then resume the run."""

    permanent = False


class RunError(McsyncError):
    """This run cannot do that in its present state. Look at it on the Export page."""


class MassDepartureError(McsyncError):
    """More people than a shop loses would be unsubscribed at once. Nothing was sent; confirm it on the Audience page if it is right."""


class LeaseLostError(McsyncError):
    """Another worker has taken this run over, so this one stepped back. Nothing has to be done."""

    permanent = False


class MailchimpError(McsyncError):
    """Mailchimp refused the request. Its own words are beside this sentence."""


class ThrottledError(MailchimpError):
    """Mailchimp asks us to slow down. The run goes on by itself, more slowly."""

    permanent = False


class BusyError(ThrottledError):
    """All connections to Mailchimp are in use just now. Try again in a moment, or when the run that is under way has ended."""


class MailchimpUnavailableError(MailchimpError):
    """Mailchimp does not answer, or answers with an error of its own. The run tries again by itself."""

    permanent = False


class TimedOutError(MailchimpUnavailableError):
    """Mailchimp took too long to answer. The run tries again by itself."""


class KeyInvalidError(MailchimpError):
    """Mailchimp does not accept this API key. Make a new key in Mailchimp, enter it on the Connections page, then resume."""


class ForbiddenError(MailchimpError):
    """This API key may not do that in Mailchimp. Use a key of an account manager or owner, then resume."""


class NotFoundError(MailchimpError):
    """Mailchimp does not know what was asked for; it may have been deleted there."""


class AudienceMissingError(NotFoundError):
    """This audience no longer exists in Mailchimp. Choose another one on the Audience page."""


class AlertError(McsyncError):
    """An alert could not be sent. Check the settings of alerts on the Settings page; it is tried again by itself."""

    permanent = False
