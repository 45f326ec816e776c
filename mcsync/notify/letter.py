"""What an alert says, the same for every channel."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One alert, in the operator's language; without anybody's address."""

    #: `alert`, `recovered` or `test`.
    event: str
    #: An `alerting.Cause`; empty for a test.
    cause: str
    subject: str
    text: str
    #: ISO 8601, in UTC.
    since: str
    #: The name of the audience that it is about; empty: of none.
    audience: str = ""
