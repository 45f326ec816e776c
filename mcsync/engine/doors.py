"""How the engine reaches the outside."""

from collections.abc import Callable
from dataclasses import dataclass

from mcsync.mailchimp import Mailchimp
from mcsync.settings import Settings
from mcsync.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """How a job reaches the outside, as the settings in force say."""

    settings: Settings
    #: Names the Mailchimp key without telling it: one lease a key.
    lease: str
    mailchimp: Mailchimp
    shop: Callable[[], Shop]
