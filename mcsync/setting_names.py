"""What each setting, and what it is set to, is called where people read it; scripts and files call both by their codes."""

from collections.abc import Mapping
from contextlib import suppress

from mcsync.errors import SettingsError
from mcsync.message import Message, say
from mcsync.parsing import consent_choice, switch
from mcsync.settings import SETTINGS
from mcsync.words import CONSENTS

#: Code of the setting → its name.
SETTING_NAMES: Mapping[str, Message] = {
    "shop_url": say("Address of the shop's database"),
    "shop_prefix": say("Prefix of the tables"),
    "shop_file": say("File of contacts"),
    "shop_columns": say("Columns of the file"),
    "mailchimp_key": say("Mailchimp API key"),
    "mailchimp_url": say("Address of a stand-in for Mailchimp"),
    "audience": say("Audience"),
    "batch_size": say("Batch size"),
    "connections": say("Requests at a time"),
    "answer_seconds": say("Seconds to wait for Mailchimp's answer"),
    "consent": say("Consent"),
    "unsubscribe_never": say("Unsubscribe who never said yes in the shop"),
    "default_language": say("Language of people who have none"),
    "shops": say("Only these shops"),
    "exclusions": say("Exclusion rules"),
    "excluded_groups": say("Customer groups left out"),
    "include_inactive": say("Disabled accounts too"),
    "automatic": say("Automatic synchronisation"),
    "automatic_every": say("Seconds between two looks at the shop"),
    "read_back_every": say("Seconds between two readings of Mailchimp"),
    "verify_by_itself": say("Verify by itself at the end of each export"),
    "alert_mail_to": say("Recipients of alerts"),
    "alert_mail_from": say("Sender of alerts"),
    "smtp_host": say("Mail server"),
    "smtp_port": say("Port of the mail server"),
    "smtp_security": say("Security of the mail server"),
    "smtp_user": say("User of the mail server"),
    "smtp_password": say("Password of the mail server"),
    "alert_webhook": say("Webhook of alerts"),
    "alert_language": say("Language of alerts"),
    "alert_error_share": say("Too many errors, in %"),
    "alert_hours": say("Hours until the same is told again"),
    "retention_days": say("Days that details are kept"),
    "time_zone": say("Time zone"),
}


def setting_value(name: str, text: str) -> Message | str:
    """What a setting is set to, in words; what the operator typed stays as it is, and so does what an older version took."""
    parse = SETTINGS[name].parse if text and name in SETTINGS else None
    with suppress(SettingsError):
        if parse is switch:
            return say("yes") if switch(text) else say("no")
        if parse is consent_choice:
            return CONSENTS[consent_choice(text)]
    return text
