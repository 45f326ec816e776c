"""The words for what the program calls by a code: the same on the pages, on the command line and in mails."""

from collections.abc import Mapping

from mcsync.contact import ConsentChoice, MemberStatus, Origin, ShopField
from mcsync.message import Message, say
from mcsync.outcome import BatchState, Effect, Fate, Outcome, Request, RunKind, RunState

STATES: Mapping[RunState, Message] = {
    RunState.WAITING: say("Waiting for a worker"),
    RunState.PLANNING: say("Reading the audience and the shop"),
    RunState.SENDING: say("Sending"),
    RunState.PAUSED: say("Paused"),
    RunState.DONE: say("Done"),
    RunState.FAILED: say("Stopped by a problem"),
    RunState.CANCELLED: say("Cancelled"),
}
#: The same for the middle of a sentence.
STATE_NAMES: Mapping[RunState, Message] = {
    RunState.WAITING: say("waiting"),
    RunState.PLANNING: say("planning"),
    RunState.SENDING: say("sending"),
    RunState.PAUSED: say("paused"),
    RunState.DONE: say("done"),
    RunState.FAILED: say("failed"),
    RunState.CANCELLED: say("cancelled"),
}
REQUESTS: Mapping[Request, Message] = {
    Request.PAUSE: say("Pausing after the batches in flight"),
    Request.CANCEL: say("Cancelling after the batches in flight"),
}
KINDS: Mapping[RunKind, Message] = {
    RunKind.MANUAL: say("Export"),
    RunKind.AUTOMATIC: say("Automatic"),
    RunKind.ADDRESS: say("Re-sync of one address"),
    RunKind.RETRY: say("Chosen people again"),
    RunKind.DRY_RUN: say("Dry run"),
}
#: What happens to people, as the heading of their number.
EFFECT_NAMES: Mapping[Effect, Message] = {
    Effect.ADD: say("Created"),
    Effect.UPDATE: say("Updated"),
    Effect.SUBSCRIBE: say("Subscribed"),
    Effect.UNSUBSCRIBE: say("Unsubscribed"),
    Effect.LEAVE: say("Left alone"),
    Effect.KEEP: say("Unchanged"),
}
#: The same at length.
EFFECTS: Mapping[Effect, Message] = {
    Effect.ADD: say("Created, because they are new to the audience"),
    Effect.UPDATE: say("Updated, keeping their status"),
    Effect.SUBSCRIBE: say("Subscribed, after being known from orders only"),
    Effect.UNSUBSCRIBE: say("Unsubscribed, because they left in the shop"),
    Effect.LEAVE: say("Left alone: what Mailchimp says of them wins, or they were refused before and nothing has changed"),
    Effect.KEEP: say("Unchanged: in the audience already, exactly like this"),
}
#: What was meant for one person: other languages tell one from many.
INTENTS: Mapping[Effect, Message] = {
    Effect.ADD: say("creation"),
    Effect.UPDATE: say("update, status kept"),
    Effect.SUBSCRIBE: say("subscription"),
    Effect.UNSUBSCRIBE: say("unsubscription"),
    Effect.LEAVE: say("nothing: left alone"),
    Effect.KEEP: say("nothing: unchanged"),
}
#: What became of one person.
OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.WAITING: say("waiting"),
    Outcome.CREATED: say("created"),
    Outcome.UPDATED: say("updated"),
    Outcome.REFUSED: say("refused"),
    Outcome.LEFT_ALONE: say("left alone: Mailchimp knew something newer"),
}
BATCH_STATES: Mapping[BatchState, Message] = {
    BatchState.PLANNED: say("Waiting"),
    BatchState.SENDING: say("In flight"),
    BatchState.SETTLED: say("Done"),
    BatchState.SPLIT: say("Halved"),
}
STATUSES: Mapping[MemberStatus, Message] = {
    MemberStatus.ABSENT: say("not in the audience"),
    MemberStatus.SUBSCRIBED: say("subscribed"),
    MemberStatus.PENDING: say("pending: asked to confirm"),
    MemberStatus.TRANSACTIONAL: say("transactional: known, gets no newsletter"),
    MemberStatus.UNSUBSCRIBED: say("unsubscribed"),
    MemberStatus.CLEANED: say("cleaned: mail bounced"),
    MemberStatus.ARCHIVED: say("archived"),
    MemberStatus.FORGOTTEN: say("permanently deleted"),
}
#: The statuses as Mailchimp calls them, for the middle of a sentence.
STATUS_NAMES: Mapping[MemberStatus, Message] = {
    MemberStatus.ABSENT: say("absent"),
    MemberStatus.SUBSCRIBED: say("subscribed"),
    MemberStatus.PENDING: say("pending"),
    MemberStatus.TRANSACTIONAL: say("transactional"),
    MemberStatus.UNSUBSCRIBED: say("unsubscribed"),
    MemberStatus.CLEANED: say("cleaned"),
    MemberStatus.ARCHIVED: say("archived"),
    MemberStatus.FORGOTTEN: say("permanently deleted"),
}
ORIGINS: Mapping[Origin, Message] = {
    Origin.CUSTOMER: say("customer"),
    Origin.GUEST: say("guest order"),
    Origin.SUBSCRIBER: say("newsletter block"),
}
#: In the preview's rows, where the origin stands: people who are sent without having a row.
GONE = say("consented once, and the shop no longer has them")
SHOP_FIELDS: Mapping[ShopField, Message] = {
    ShopField.FIRST_NAME: say("First name"),
    ShopField.LAST_NAME: say("Last name"),
    ShopField.BIRTHDAY: say("Birthday"),
    ShopField.GENDER: say("Gender"),
    ShopField.LANGUAGE: say("Language"),
    ShopField.GROUP: say("Customer group"),
    ShopField.SHOP: say("Shop"),
    ShopField.REGISTERED: say("Registration date"),
    ShopField.COMPANY: say("Company"),
    ShopField.PHONE: say("Telephone"),
    ShopField.ADDRESS: say("Postal address"),
    ShopField.CITY: say("City"),
    ShopField.POSTCODE: say("Postcode"),
    ShopField.COUNTRY: say("Country"),
}
#: What becomes of a value for a merge field.
FATES: Mapping[Fate, Message] = {
    Fate.SENT: say("Sent whole"),
    Fate.CUT: say("Cut at 255 bytes"),
    Fate.UNFIT: say("Does not fit, not sent"),
    Fate.EMPTY: say("Empty in the shop"),
}
#: The ways in which alerts go.
CHANNELS: Mapping[str, Message] = {"mail": say("mail"), "webhook": say("webhook")}
CONSENTS: Mapping[ConsentChoice, Message] = {
    ConsentChoice.RESPECT: say("Respect their choice"),
    ConsentChoice.CONSENTING_ONLY: say("Consenting people only"),
    ConsentChoice.EVERYONE: say("Subscribe everyone"),
}
CONSENTS_AT_LENGTH: Mapping[ConsentChoice, Message] = {
    ConsentChoice.RESPECT: say(
        "Who asked for the newsletter is subscribed. Other customers are added as transactional: known, but not written to."
    ),
    ConsentChoice.CONSENTING_ONLY: say(
        "Who asked for the newsletter is subscribed. The others are not exported, so Mailchimp does not bill them."
    ),
    ConsentChoice.EVERYONE: say("Also who never said yes is subscribed. Who left never is. Needs a typed confirmation."),
}
