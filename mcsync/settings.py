"""Every setting: its name, where it may come from, what it may be, and the sentence that refuses anything else.

A setting is kept as the text that was typed; `read_settings` turns all of them into one typed value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mcsync.channels import MailSecurity, hook_url, mail_address, mail_host, mail_security, mask_hook, mask_whole, recipients, secret_text
from mcsync.contact import ConsentChoice
from mcsync.errors import SettingsError
from mcsync.exclusion import Exclusion, ExclusionKind
from mcsync.language import spoken
from mcsync.message import say
from mcsync.parsing import (
    ANSWER_SECONDS_MAX,
    BATCH_SIZE_MAX,
    CONNECTIONS_MAX,
    DAYS_MAX,
    Parser,
    audience_id,
    consent_choice,
    exclusions,
    file_columns,
    file_path,
    ids,
    language,
    mailchimp_key,
    mailchimp_url,
    mask_key,
    mask_url,
    shop_url,
    switch,
    table_prefix,
    time_zone,
    whole_number,
)


def mask_secret(text: str) -> str:
    """A key by its last four, a URL without its password."""
    return mask_url(text) if "://" in text else mask_key(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting that the operator can change."""

    parse: Parser
    default: str = ""
    #: In place of it, what the environment of the program lets us suppose.
    by_default: Callable[[Mapping[str, str]], str] | None = None
    #: The environment variable that overrides what is stored.
    variable: str | None = None
    #: Stored encrypted, shown through `mask`.
    secret: bool = False
    #: How a secret may be shown.
    hide: Callable[[str], str] = mask_secret


SETTINGS: Mapping[str, Setting] = {
    "shop_url": Setting(parse=shop_url, variable="MCSYNC_SHOP_URL", secret=True),
    "shop_prefix": Setting(parse=table_prefix, default="ps_", variable="MCSYNC_SHOP_PREFIX"),
    "shop_file": Setting(parse=file_path, variable="MCSYNC_SHOP_FILE"),
    "shop_columns": Setting(parse=file_columns),
    "mailchimp_key": Setting(parse=mailchimp_key, variable="MAILCHIMP_API_KEY", secret=True),
    "mailchimp_url": Setting(parse=mailchimp_url, variable="MCSYNC_MAILCHIMP_URL"),
    "audience": Setting(parse=audience_id, variable="MCSYNC_AUDIENCE"),
    "batch_size": Setting(parse=whole_number(say("batch size"), 1, BATCH_SIZE_MAX), default="500", variable="MCSYNC_BATCH_SIZE"),
    "connections": Setting(
        parse=whole_number(say("number of connections"), 1, CONNECTIONS_MAX), default="10", variable="MCSYNC_CONNECTIONS"
    ),
    "answer_seconds": Setting(parse=whole_number(say("number of seconds"), 1, ANSWER_SECONDS_MAX), default=str(ANSWER_SECONDS_MAX)),
    "consent": Setting(parse=consent_choice, default=ConsentChoice.RESPECT.value),
    "unsubscribe_never": Setting(parse=switch, default="no"),
    "default_language": Setting(parse=language, default="fr"),
    "shops": Setting(parse=ids),
    "exclusions": Setting(parse=exclusions),
    "excluded_groups": Setting(parse=ids),
    "include_inactive": Setting(parse=switch, default="no"),
    "automatic": Setting(parse=switch, default="yes"),
    "automatic_every": Setting(parse=whole_number(say("number of seconds between two looks"), 10, 3600), default="30"),
    "read_back_every": Setting(parse=whole_number(say("number of seconds between two readings of Mailchimp"), 10, 86_400), default="300"),
    "verify_by_itself": Setting(parse=switch, default="yes"),
    "alert_mail_to": Setting(parse=recipients),
    "alert_mail_from": Setting(parse=mail_address),
    "smtp_host": Setting(parse=mail_host),
    "smtp_port": Setting(parse=whole_number(say("port"), 1, 65_535), default="587"),
    "smtp_security": Setting(parse=mail_security, default=MailSecurity.STARTTLS.value),
    "smtp_user": Setting(parse=secret_text),
    "smtp_password": Setting(parse=secret_text, secret=True, hide=mask_whole),
    "alert_webhook": Setting(parse=hook_url, secret=True, hide=mask_hook),
    "alert_language": Setting(parse=language, default="en", by_default=spoken),
    "alert_error_share": Setting(parse=whole_number(say("share of errors in per cent"), 1, 100), default="5"),
    "alert_hours": Setting(parse=whole_number(say("number of hours"), 1, 720), default="24"),
    "retention_days": Setting(parse=whole_number(say("number of days"), 0, DAYS_MAX), default="365"),
    "time_zone": Setting(parse=time_zone, default="UTC"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, typed; empty texts mean “not set yet”. Field by field as in `SETTINGS`."""

    shop_url: str = field(repr=False)
    shop_prefix: str
    shop_file: str
    #: What each column of the file means: what → header, and `file` → the file that it was chosen for; empty: proposed by its header.
    shop_columns: Mapping[str, str]
    mailchimp_key: str = field(repr=False)
    mailchimp_url: str
    audience: str
    #: Members per request, 1 to 500.
    batch_size: int
    #: Requests in flight at once, 1 to 10.
    connections: int
    #: Seconds to wait for an answer of Mailchimp.
    answer_seconds: int
    consent: ConsentChoice
    unsubscribe_never: bool
    #: For people whose row has none; two letters.
    default_language: str
    #: Empty: every shop.
    shops: frozenset[int]
    exclusions: tuple[Exclusion, ...]
    excluded_groups: frozenset[int]
    include_inactive: bool
    #: Follow the shop by itself, once an audience was exported completely.
    automatic: bool
    #: Seconds between two looks at the shop, 10 to 3600.
    automatic_every: int
    #: Seconds between two readings of what changed in Mailchimp.
    read_back_every: int
    #: Prove each export at its end.
    verify_by_itself: bool
    #: Nobody: alerts do not go by mail.
    alert_mail_to: tuple[str, ...]
    #: Empty: the first recipient.
    alert_mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_security: MailSecurity
    smtp_user: str
    smtp_password: str = field(repr=False)
    #: Empty: alerts do not go to another program.
    alert_webhook: str = field(repr=False)
    #: Two letters; one without a catalogue is English.
    alert_language: str
    #: Per cent of what was sent within a day; beyond it someone is told.
    alert_error_share: int
    #: Hours in which the same trouble is told once.
    alert_hours: int
    #: Days after which details of people are removed; 0: never.
    retention_days: int
    #: Whose midnights part the days of figures: a name of the IANA's list.
    time_zone: str


def parse_setting(name: str, text: str) -> object:
    """The typed value of one setting. Raises `SettingsError`."""
    return known_setting(name).parse(text.strip())


def known_setting(name: str) -> Setting:
    """The setting of this name. Raises `SettingsError` that lists the names."""
    if name not in SETTINGS:
        raise SettingsError(say("There is no setting “{name}”. The settings are: {names}.", name=name[:40], names=", ".join(SETTINGS)))
    return SETTINGS[name]


def read_settings(stored: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """What is in force: the environment over what is stored over the defaults. Raises `SettingsError`."""
    return Settings(**{name: parse_setting(name, text) for name, text in texts_in_force(stored, environment).items()})  # type: ignore[arg-type]


def texts_in_force(stored: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Each setting's text, wherever it comes from; secrets in clear."""
    return {
        name: environment.get(setting.variable or "", "").strip() or stored.get(name, "").strip() or _default(setting, environment)
        for name, setting in SETTINGS.items()
    }


def _default(setting: Setting, environment: Mapping[str, str]) -> str:
    return setting.by_default(environment) if setting.by_default else setting.default


#: Settings about telling the operators; no run depends on them, and they name people.
_ASIDE = ("alert_", "smtp_")


def for_the_record(settings: Settings) -> dict[str, str]:
    """Name → value of every setting that a run may depend on, without secrets; of rules for single addresses, only how many there are."""
    kept = (name for name, setting in SETTINGS.items() if not setting.secret and not name.startswith(_ASIDE))
    return {name: _recorded(getattr(settings, name)) for name in kept}


def _recorded(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            rules = [str(rule) for rule in value if rule.kind is not ExclusionKind.ADDRESS]
            people = len(value) - len(rules)
            return ", ".join([*rules, *([f"{people} × @"] if people else [])])
        case frozenset():
            return ", ".join(map(str, sorted(value)))
        case Mapping():
            return ", ".join(f"{name}: {one}" for name, one in value.items())
    return str(value)


def mask(name: str, text: str) -> str:
    """The text as it may be shown."""
    return SETTINGS[name].hide(text) if text and SETTINGS[name].secret else text
