"""Every verdict and every cause, reached by a real run against the sandbox, and told word for word in each language that is written here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from mcsync.contact import ShopField
from mcsync.diagnosis import Diagnosed
from mcsync.language import full_date, translate
from mcsync.sandbox.practice import DOUBLE_OPT_IN, NEWSLETTER, REQUIRED_FIELD
from mcsync.verdicts import VERDICTS, Cause
from tests.fixtures.held import under_way

ZOE = "zoe@shop.example"


def sold(office, **how):
    """Zoé says yes in the shop, and an export has passed."""
    office.shop.add({ZOE: "yes"})
    office.export(**how)


def with_faults(*faults):
    """An export under these faults, which end with it."""

    def story(office):
        office.shop.add({ZOE: "yes"})
        office.sandbox.order_faults(*faults)
        office.export()
        office.sandbox.order_faults()

    return story


def there(status, **how):
    """Mailchimp has Zoé before the export, or from some moment of it on."""

    def story(office):
        office.shop.add({ZOE: "yes"})
        office.put(status, ZOE, **how)
        office.export()

    return story


def as_fake(office):
    office.shop.add({"fake1@shop.example": "yes"})
    office.export()


def as_malformed(office):
    # For the rules of addresses it is one; a top-level domain that begins with a digit is none of Mailchimp's.
    office.shop.add({"zoe@shop.1a": "yes"})
    office.export()


def with_an_empty_field_that_is_required(office):
    office.fill({"COMPANY": ShopField.FIRST_NAME})
    office.shop.add({ZOE: "yes"}, name="")
    office.export()


def gone_in_the_instant(office):
    office.put("subscribed", ZOE)
    office.shop.add({ZOE: "yes"})
    office.put("absent", ZOE, when={"batch_call": 1})
    office.export()


def left_in_the_instant(office):
    office.put("transactional", ZOE)
    office.shop.add({ZOE: "yes"})
    edit = {"email_address": ZOE, "status": "unsubscribed", "unsubscribed_by": "self"}
    office.sandbox.edit_members([edit], office.audience, when={"batch_call": 1})
    office.export()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """How a cause is reached, and what is said of it."""

    story: Callable
    audience: str = NEWSLETTER
    address: str = ZOE
    #: Language → the cause's own sentence.
    words: dict[str, str]


CAUSES = {
    Cause.LEFT_THERE: Refusal(
        story=left_in_the_instant,
        words={
            "en": "This person unsubscribed, or their mail bounced, in Mailchimp, so Mailchimp does not let us subscribe them.",
            "fr": "Cette personne s’est désabonnée dans Mailchimp, ou ses messages sont revenus\u00a0: Mailchimp ne nous laisse pas l’abonner.",
        },
    ),
    Cause.FORGOTTEN: Refusal(
        story=there("forgotten"),
        words={
            "en": "This person was permanently deleted from the audience in Mailchimp, which never takes such an address back by itself.",
            "fr": "Cette personne a été supprimée définitivement de l’audience dans Mailchimp, qui ne la reprend jamais.",
        },
    ),
    Cause.FAKE: Refusal(
        story=as_fake,
        address="fake1@shop.example",
        words={
            "en": "Mailchimp takes this address for a fake or mistyped one.",
            "fr": "Mailchimp tient cette adresse pour fausse ou mal tapée.",
        },
    ),
    Cause.MALFORMED: Refusal(
        story=as_malformed,
        address="zoe@shop.1a",
        words={"en": "Mailchimp does not accept this as an e-mail address.", "fr": "Mailchimp n’accepte pas ceci comme adresse e-mail."},
    ),
    Cause.TOO_MANY_SIGNUPS: Refusal(
        story=with_faults("batch:signups"),
        words={
            "en": "This address has signed up to many lists lately, and Mailchimp wants it to wait.",
            "fr": "Cette adresse s’est inscrite à beaucoup de listes ces derniers temps, et Mailchimp veut qu’elle attende.",
        },
    ),
    Cause.MERGE_FIELDS: Refusal(
        story=with_an_empty_field_that_is_required,
        audience=REQUIRED_FIELD,
        words={
            "en": "A field of this contact is not what the audience asks for.",
            "fr": "Un champ de ce contact n’est pas conforme à ce que demande l’audience.",
        },
    ),
    Cause.ALREADY_THERE: Refusal(
        story=there("subscribed", when={"batch_call": 1}),
        words={
            "en": "This person appeared in the audience while the export was running, so we did not touch them.",
            "fr": "Cette personne est apparue dans l’audience pendant l’export, nous n’y avons donc pas touché.",
        },
    ),
    Cause.GONE_THERE: Refusal(
        story=gone_in_the_instant,
        words={
            "en": "This person was removed from the audience in Mailchimp while the export was running.",
            "fr": "Cette personne a été retirée de l’audience dans Mailchimp pendant l’export.",
        },
    ),
    Cause.STATUS_DIFFERS: Refusal(
        story=with_faults("batch:surprise"),
        words={
            "en": "Mailchimp took the contact but gave it another status than the one we asked for.",
            "fr": "Mailchimp a pris le contact, mais lui a donné un autre statut que celui demandé.",
        },
    ),
    Cause.UNANSWERED: Refusal(
        story=with_faults("batch:forget-undone"),
        words={
            "en": "Mailchimp took the request several times but never said what became of this contact.",
            "fr": "Mailchimp a pris la requête plusieurs fois sans jamais dire ce que ce contact est devenu.",
        },
    ),
    Cause.REQUEST_REFUSED: Refusal(
        story=with_faults(f"poison:{ZOE}"),
        words={
            "en": "Mailchimp refuses any request that holds this contact.",
            "fr": "Mailchimp refuse toute requête qui contient ce contact.",
        },
    ),
    Cause.OTHER: Refusal(
        story=with_faults("batch:odd"),
        words={
            "en": "Mailchimp refused this contact for a reason that we do not know yet; its own words are beside this sentence.",
            "fr": "Mailchimp a refusé ce contact pour une raison que nous ne connaissons pas encore\u202f; ses propres mots sont à côté de cette phrase.",
        },
    ),
}


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_reached_by_a_run_and_told_word_for_word(open_office, cause):
    case = CAUSES[cause]
    office = open_office(audience=case.audience)
    case.story(office)
    last = office.service.last_run().run
    assert {one["address"]: one["cause"] for one in office.service.people(last)} == {case.address: cause}
    for code, sentence in case.words.items():
        assert translate(VERDICTS[cause].sentence, code) == sentence
    found = office.service.diagnose(case.address)
    told = {event.cause for event in found.timeline}
    assert told == {cause}


def unsubscribed(office):
    sold(office)
    office.put("unsubscribed", ZOE)


def removed(office):
    sold(office)
    office.put("absent", ZOE)


def renamed(office):
    sold(office)
    office.shop.change(ZOE, name="Zoë")


def asked_once(office):
    sold(office)
    office.put("absent", ZOE)


def excluded(office):
    office.service.change({"exclusions": "@shop.example"}, "test")
    office.shop.add({ZOE: "yes"})
    office.export()


def excluded_later(office):
    sold(office)
    office.service.change({"exclusions": ZOE}, "test")


def deleted_in_the_shop(office):
    sold(office)
    office.shop.delete(ZOE)


def only_there(office):
    office.put("subscribed", ZOE)


def newly_there(office):
    office.shop.add({ZOE: "yes"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How a verdict is reached, and what is said."""

    verdict: Diagnosed
    story: Callable
    audience: str = NEWSLETTER
    address: str = ZOE
    #: Language → the sentence; `{today}` is the day of the test.
    words: dict[str, str]


STORIES = {
    "in place": Verdict(
        verdict=Diagnosed.IN_PLACE,
        story=sold,
        words={
            "en": "In place: in the audience as subscribed, the same as in the shop.",
            "fr": "En place\u00a0: dans l’audience avec le statut «\u00a0abonné\u00a0», comme dans la boutique.",
        },
    ),
    "differs": Verdict(
        verdict=Diagnosed.DIFFERENT,
        story=renamed,
        words={"en": "Differs from the shop in: FNAME.", "fr": "Diffère de la boutique sur\u00a0: FNAME."},
    ),
    "never sent": Verdict(
        verdict=Diagnosed.NEVER_SENT,
        story=newly_there,
        words={"en": "In the shop, and not in the audience yet.", "fr": "Dans la boutique, et pas encore dans l’audience."},
    ),
    "removed": Verdict(
        verdict=Diagnosed.GONE,
        story=removed,
        words={
            "en": "Sent before, and not in the audience any more: somebody removed it in Mailchimp.",
            "fr": "Envoyé auparavant, et plus dans l’audience\u00a0: quelqu’un l’a retiré dans Mailchimp.",
        },
    ),
    "excluded": Verdict(
        verdict=Diagnosed.EXCLUDED,
        story=excluded,
        words={"en": "Never sent: excluded by your rule @shop.example.", "fr": "Jamais envoyé\u00a0: exclu par votre règle @shop.example."},
    ),
    "excluded later": Verdict(
        verdict=Diagnosed.EXCLUDED,
        story=excluded_later,
        words={
            "en": f"Sent before, not any more: excluded by your rule {ZOE}.",
            "fr": f"Envoyé auparavant, plus maintenant\u00a0: exclu par votre règle {ZOE}.",
        },
    ),
    "unsubscribed": Verdict(
        verdict=Diagnosed.LEFT_THERE,
        story=unsubscribed,
        words={
            "en": "Left on {today}: this person unsubscribed in Mailchimp, and that wins.",
            "fr": "Parti le {today}\u00a0: cette personne s’est désabonnée dans Mailchimp, et c’est ce qui compte.",
        },
    ),
    "cleaned": Verdict(
        verdict=Diagnosed.LEFT_THERE,
        story=there("cleaned"),
        words={
            "en": "Left on {today}: mail to this address bounced, so Mailchimp stopped sending to it.",
            "fr": "Parti le {today}\u00a0: les messages à cette adresse sont revenus, et Mailchimp ne lui écrit plus.",
        },
    ),
    "archived": Verdict(
        verdict=Diagnosed.LEFT_THERE,
        story=there("archived"),
        words={
            "en": "Left on {today}: this person is archived in Mailchimp, and may have unsubscribed before.",
            "fr": "Parti le {today}\u00a0: cette personne est archivée dans Mailchimp, et s’était peut-être désabonnée avant.",
        },
    ),
    "refused": Verdict(
        verdict=Diagnosed.REFUSED,
        story=as_fake,
        address="fake1@shop.example",
        words={
            "en": "Refused by Mailchimp: Mailchimp takes this address for a fake or mistyped one.",
            "fr": "Refusé par Mailchimp\u00a0: Mailchimp tient cette adresse pour fausse ou mal tapée.",
        },
    ),
    "asked": Verdict(
        verdict=Diagnosed.ASKED,
        story=asked_once,
        audience=DOUBLE_OPT_IN,
        words={
            "en": "Asked by mail to confirm, and has not confirmed yet; mcsync asks only once.",
            "fr": "Cette personne a reçu un e-mail de confirmation et n’a pas encore confirmé\u202f; mcsync ne demande qu’une fois.",
        },
    ),
    "nowhere": Verdict(
        verdict=Diagnosed.NOT_IN_SHOP,
        story=lambda _office: None,
        words={"en": "Neither in the shop nor in the audience.", "fr": "Ni dans la boutique, ni dans l’audience."},
    ),
    "left the shop": Verdict(
        verdict=Diagnosed.NOT_IN_SHOP,
        story=deleted_in_the_shop,
        words={
            "en": "Not in the shop any more, but in the audience as subscribed; they had consented, so they have left.",
            "fr": "N’est plus dans la boutique, mais dans l’audience avec le statut «\u00a0abonné\u00a0»\u202f; cette personne avait consenti, elle est donc partie.",
        },
    ),
    "only there": Verdict(
        verdict=Diagnosed.NOT_IN_SHOP,
        story=only_there,
        words={
            "en": "Not in the shop, but in the audience as subscribed.",
            "fr": "Absent de la boutique, mais présent dans l’audience avec le statut «\u00a0abonné\u00a0».",
        },
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_every_verdict_is_reached_by_a_run_and_told_word_for_word(open_office, name):
    case = STORIES[name]
    office = open_office(audience=case.audience)
    case.story(office)
    found = office.service.diagnose(case.address)
    changed = found.mailchimp["changed"][:10]
    assert found.finding.verdict is case.verdict
    for code, sentence in case.words.items():
        assert translate(found.finding.sentence, code) == sentence.format(
            today=full_date(date.fromisoformat(changed), code) if changed else ""
        )


def test_who_travels_in_a_batch_reads_which(office):
    office.shop.add({ZOE: "yes"})
    with under_way(office.service, office.sandbox) as run:
        assert office.service.diagnose(ZOE).finding.verdict is Diagnosed.WAITING
        assert translate(office.service.diagnose(ZOE).finding.sentence, "en") == f"Waiting for batch 1 of run {run}."
    assert office.service.diagnose(ZOE).finding.verdict is Diagnosed.IN_PLACE


def test_every_verdict_and_every_cause_has_its_story():
    assert set(CAUSES) == set(Cause)
    assert {case.verdict for case in STORIES.values()} | {Diagnosed.WAITING} == set(Diagnosed)
