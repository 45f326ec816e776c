"""Faults to order: by name, and by share of the calls or by the number of one call."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from mcsync.errors import SettingsError
from mcsync.message import say
from mcsync.sandbox.answers import BODILESS_403, DISABLED, GATEWAY_TIMEOUT, INTERNAL, SHIELD, TOO_MANY, Answer

#: Seconds that a hanging call is held: more than the 120 s after which Mailchimp cuts its own.
HANG_SECONDS = 130.0
#: A day: more is a slip of the keyboard.
_SECONDS_MAX = 86_400.0


class Ending(Enum):
    """How the call ends."""

    #: With an answer.
    ANSWERED = auto()
    #: Held, then dropped without a word.
    HELD = auto()
    #: The connection is reset.
    RESET = auto()
    #: Half of the answer, then a reset.
    HALF = auto()
    #: Valid HTTP around broken JSON.
    TRUNCATED = auto()


class Effect(Enum):
    """What the fault does besides, or instead of, ending the call."""

    SLOW = auto()
    REVOKE_KEY = auto()
    DELETE_AUDIENCE = auto()
    #: 400 for a whole batch that holds one address.
    POISON = auto()
    #: The next five befall single addresses of a batch.
    SIGNUPS = auto()
    #: Refused in words that nobody has published.
    ODD = auto()
    SURPRISE = auto()
    FORGET = auto()
    FORGET_UNDONE = auto()


class Argument(Enum):
    """What follows the name after a colon."""

    NONE = auto()
    #: May be left out where the fault holds a call.
    SECONDS = auto()
    ADDRESS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table of faults."""

    #: Whether what was asked is carried out before the call ends.
    works: bool = False
    ending: Ending = Ending.ANSWERED
    #: Given instead of the real answer.
    answer: Answer | None = None
    effect: Effect | None = None
    argument: Argument = Argument.NONE
    #: Befalls only member listings of more than 500.
    listings_only: bool = False

    @property
    def ends_call(self) -> bool:
        """Whether the call ends differently; at most one such fault befalls a call."""
        return self.effect is None

    @property
    def argument_allowed(self) -> bool:
        """Whether something may follow the name."""
        return self.argument is not Argument.NONE

    @property
    def argument_needed(self) -> bool:
        """Whether something must."""
        return self.argument_allowed and self.ending is not Ending.HELD


KINDS: Mapping[str, Kind] = {
    "429": Kind(answer=TOO_MANY),
    "403": Kind(answer=BODILESS_403),
    "500": Kind(answer=INTERNAL),
    "503": Kind(answer=SHIELD),
    "disabled": Kind(answer=DISABLED),
    "list-504": Kind(answer=GATEWAY_TIMEOUT, listings_only=True),
    "hang": Kind(ending=Ending.HELD, argument=Argument.SECONDS),
    "hang-after": Kind(ending=Ending.HELD, argument=Argument.SECONDS, works=True),
    "drop": Kind(ending=Ending.RESET),
    "drop-after": Kind(ending=Ending.RESET, works=True),
    "reset-mid-answer": Kind(ending=Ending.HALF, works=True),
    "truncated": Kind(ending=Ending.TRUNCATED, works=True),
    "slow": Kind(effect=Effect.SLOW, argument=Argument.SECONDS),
    "key-revoked": Kind(effect=Effect.REVOKE_KEY),
    "audience-deleted": Kind(effect=Effect.DELETE_AUDIENCE),
    "poison": Kind(effect=Effect.POISON, argument=Argument.ADDRESS),
    "signups": Kind(effect=Effect.SIGNUPS),
    "odd": Kind(effect=Effect.ODD),
    "surprise": Kind(effect=Effect.SURPRISE),
    "forget": Kind(effect=Effect.FORGET),
    "forget-undone": Kind(effect=Effect.FORGET_UNDONE),
}

#: Effects on single addresses.
ADDRESS_EFFECTS = frozenset({Effect.SIGNUPS, Effect.ODD, Effect.SURPRISE, Effect.FORGET, Effect.FORGET_UNDONE})

_FAULT = re.compile(r"(?P<batch>batch:)?(?P<name>[a-z0-9-]+)(?::(?P<argument>.+?))?(?:=(?P<share>[0-9.]+)|@(?P<number>[0-9]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault as ordered."""

    kind: Kind
    #: Above 0 and at most 1; of the calls, or of a call's addresses for `ADDRESS_EFFECTS`.
    share: float = 1.0
    #: Which call, from 1; None: any.
    number: int | None = None
    #: Whether only batches (`POST /lists/{id}`) are counted and befallen.
    batches_only: bool = False
    seconds: float = 0.0
    #: In lower case.
    address: str = ""


def parse_fault(text: str) -> Fault:
    """`NAME=SHARE` (e.g. `429=0.1`), `NAME@N` (the N-th call) or `NAME` (every call), with `batch:` before and `:ARGUMENT` after the name.

    Raises `SettingsError` that lists the names.
    """
    parts = _FAULT.fullmatch(text.strip())
    kind = KINDS.get(parts["name"]) if parts else None
    if not parts or not kind:
        raise _unreadable(text)
    argument = parts["argument"]
    if (argument and not kind.argument_allowed) or (not argument and kind.argument_needed):
        raise _unreadable(text)
    return Fault(
        kind=kind,
        share=_number(text, parts["share"] or "1", most=1.0),
        number=int(_number(text, parts["number"])) if parts["number"] else None,
        batches_only=bool(parts["batch"]),
        seconds=_number(text, argument or str(HANG_SECONDS), most=_SECONDS_MAX) if kind.argument is Argument.SECONDS else 0.0,
        address=argument.lower() if argument and kind.argument is Argument.ADDRESS else "",
    )


def _number(text: str, digits: str, most: float = math.inf) -> float:
    try:
        number = float(digits)
    except ValueError as error:
        raise _unreadable(text) from error
    if not 0 < number <= most or math.isinf(number):
        raise _unreadable(text)
    return number


def _unreadable(text: str) -> SettingsError:
    return SettingsError(
        say(
            "“{text}” is not a fault that the sandbox knows. Write NAME=SHARE (a share above 0 and at most 1) or NAME@N (the N-th call), "
            "with batch: before the name to count batches only. The names are {names}.",
            text=text,
            names=", ".join(_usage(name, kind) for name, kind in KINDS.items()),
        )
    )


def _usage(name: str, kind: Kind) -> str:
    argument = f":{kind.argument.name}" if kind.argument_needed else f"[:{kind.argument.name}]"
    return name + argument if kind.argument_allowed else name
