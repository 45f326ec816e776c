"""What the operator reads of causes, reasons, errors and states, word for word in every language."""

import inspect

import pytest

from mcsync import diagnosis, errors, words
from mcsync.diagnosis import Diagnosed
from mcsync.errors import McsyncError
from mcsync.language import translate
from mcsync.selection import REASON, SkipReason
from mcsync.verdicts import VERDICTS, Cause

#: Cause → its sentence and its advice, each in English and in French.
CAUSES = {
    Cause.LEFT_THERE: (
        (
            "This person unsubscribed, or their mail bounced, in Mailchimp, so Mailchimp does not let us subscribe them.",
            "Cette personne s’est désabonnée dans Mailchimp, ou ses messages sont revenus\u00a0: Mailchimp ne nous laisse pas l’abonner.",
        ),
        (
            "Nothing to do. If they want the newsletter again, send them the link of your Mailchimp sign-up form.",
            "Rien à faire. Si elle veut de nouveau la newsletter, envoyez-lui le lien de votre formulaire d’inscription Mailchimp.",
        ),
    ),
    Cause.FORGOTTEN: (
        (
            "This person was permanently deleted from the audience in Mailchimp, which never takes such an address back by itself.",
            "Cette personne a été supprimée définitivement de l’audience dans Mailchimp, qui ne la reprend jamais.",
        ),
        (
            "Nothing to do. If they want the newsletter again, send them the link of your Mailchimp sign-up form.",
            "Rien à faire. Si elle veut de nouveau la newsletter, envoyez-lui le lien de votre formulaire d’inscription Mailchimp.",
        ),
    ),
    Cause.FAKE: (
        ("Mailchimp takes this address for a fake or mistyped one.", "Mailchimp tient cette adresse pour fausse ou mal tapée."),
        (
            "Look for a typing error (gmial for gmail), correct the address in the shop, then re-sync it.",
            "Cherchez une faute de frappe (gmial pour gmail), corrigez l’adresse dans la boutique, puis resynchronisez-la.",
        ),
    ),
    Cause.MALFORMED: (
        ("Mailchimp does not accept this as an e-mail address.", "Mailchimp n’accepte pas ceci comme adresse e-mail."),
        ("Correct the address in the shop, then re-sync it.", "Corrigez l’adresse dans la boutique, puis resynchronisez-la."),
    ),
    Cause.TOO_MANY_SIGNUPS: (
        (
            "This address has signed up to many lists lately, and Mailchimp wants it to wait.",
            "Cette adresse s’est inscrite à beaucoup de listes ces derniers temps, et Mailchimp veut qu’elle attende.",
        ),
        (
            "Nothing to do: it is tried again with a later export. It may take some days.",
            "Rien à faire\u00a0: un prochain export réessaiera. Cela peut prendre quelques jours.",
        ),
    ),
    Cause.MERGE_FIELDS: (
        (
            "A field of this contact is not what the audience asks for.",
            "Un champ de ce contact n’est pas conforme à ce que demande l’audience.",
        ),
        (
            "Correct the value in the shop, or make the field optional in Mailchimp, then re-sync.",
            "Corrigez la valeur dans la boutique, ou rendez le champ facultatif dans Mailchimp, puis resynchronisez.",
        ),
    ),
    Cause.ALREADY_THERE: (
        (
            "This person appeared in the audience while the export was running, so we did not touch them.",
            "Cette personne est apparue dans l’audience pendant l’export, nous n’y avons donc pas touché.",
        ),
        ("Nothing to do: the next export looks at them afresh.", "Rien à faire\u00a0: le prochain export la regardera à nouveau."),
    ),
    Cause.GONE_THERE: (
        (
            "This person was removed from the audience in Mailchimp while the export was running.",
            "Cette personne a été retirée de l’audience dans Mailchimp pendant l’export.",
        ),
        ("Nothing to do: the next export looks at them afresh.", "Rien à faire\u00a0: le prochain export la regardera à nouveau."),
    ),
    Cause.STATUS_DIFFERS: (
        (
            "Mailchimp took the contact but gave it another status than the one we asked for.",
            "Mailchimp a pris le contact, mais lui a donné un autre statut que celui demandé.",
        ),
        (
            "Look at the contact in Mailchimp; what it says there wins.",
            "Regardez le contact dans Mailchimp\u202f; c’est ce qui y figure qui compte.",
        ),
    ),
    Cause.UNANSWERED: (
        (
            "Mailchimp took the request several times but never said what became of this contact.",
            "Mailchimp a pris la requête plusieurs fois sans jamais dire ce que ce contact est devenu.",
        ),
        ("Re-sync it, or wait for the next export.", "Resynchronisez-le, ou attendez le prochain export."),
    ),
    Cause.REQUEST_REFUSED: (
        ("Mailchimp refuses any request that holds this contact.", "Mailchimp refuse toute requête qui contient ce contact."),
        (
            "Look for strange characters in its name or address in the shop, correct them, then re-sync it.",
            "Cherchez des caractères étranges dans son nom ou son adresse dans la boutique, corrigez-les, puis resynchronisez-le.",
        ),
    ),
    Cause.OTHER: (
        (
            "Mailchimp refused this contact for a reason that we do not know yet; its own words are beside this sentence.",
            "Mailchimp a refusé ce contact pour une raison que nous ne connaissons pas encore\u202f; ses propres mots sont à côté de cette phrase.",
        ),
        (
            "Read Mailchimp's words, correct the contact in the shop, then re-sync it.",
            "Lisez les mots de Mailchimp, corrigez le contact dans la boutique, puis resynchronisez-le.",
        ),
    ),
}
REASONS = {
    SkipReason.OTHER_SHOP: (
        "Belongs to a shop that is not chosen. Choose the shop on the Audience page to export it.",
        "Appartient à une boutique qui n’est pas choisie. Choisissez cette boutique sur la page Audience pour l’exporter.",
    ),
    SkipReason.DELETED: ("Deleted in the shop.", "Supprimé dans la boutique."),
    SkipReason.INACTIVE: (
        "The account is disabled in the shop. Enable it there, or include disabled accounts on the Audience page.",
        "Le compte est désactivé dans la boutique. Activez-le là-bas, ou incluez les comptes désactivés sur la page Audience.",
    ),
    SkipReason.NO_ADDRESS: (
        "The row has no e-mail address. Add one in the shop.",
        "La ligne n’a pas d’adresse e-mail. Ajoutez-en une dans la boutique.",
    ),
    SkipReason.MALFORMED: (
        "The address is not a valid e-mail address. Correct it in the shop.",
        "L’adresse n’est pas une adresse e-mail valable. Corrigez-la dans la boutique.",
    ),
    SkipReason.GDPR_STUB: (
        "The shared address that stands for erased customers; nobody reads it.",
        "Adresse commune qui remplace les clients effacés\u202f; personne ne la lit.",
    ),
    SkipReason.EXCLUDED_GROUP: (
        "In a customer group that you excluded. Change the rule on the Audience page.",
        "Dans un groupe de clients que vous avez exclu. Changez la règle sur la page Audience.",
    ),
    SkipReason.EXCLUDED_ADDRESS: (
        "You excluded this address. Change the rule on the Audience page.",
        "Vous avez exclu cette adresse. Changez la règle sur la page Audience.",
    ),
    SkipReason.EXCLUDED_DOMAIN: (
        "You excluded this domain. Change the rule on the Audience page.",
        "Vous avez exclu ce domaine. Changez la règle sur la page Audience.",
    ),
    SkipReason.EXCLUDED_PATTERN: (
        "A wildcard of yours excludes this address. Change the rule on the Audience page.",
        "Un de vos motifs exclut cette adresse. Changez la règle sur la page Audience.",
    ),
    SkipReason.UNCONFIRMED: (
        "Signed up in the shop's newsletter block but never confirmed, or was switched off there.",
        "S’est inscrit par le bloc newsletter de la boutique sans jamais confirmer, ou y a été désactivé.",
    ),
    SkipReason.NOT_CONSENTING: (
        "Did not ask for the newsletter, and you export only people who did.",
        "N’a pas demandé la newsletter, et vous n’exportez que ceux qui l’ont demandée.",
    ),
}
ERRORS = {
    errors.McsyncError: (
        "Something went wrong in mcsync. Try again; if it comes back, send the log to whoever looks after it.",
        "Something went wrong in mcsync. Try again; if it comes back, send the log to whoever looks after it.",
    ),
    errors.SettingsError: (
        "A setting has a value that cannot be used. Correct it and try again.",
        "Un réglage a une valeur inutilisable. Corrigez-la et réessayez.",
    ),
    errors.AddressError: (
        "This is not an e-mail address. Write it like name@domain.com.",
        "Ce n’est pas une adresse e-mail. Écrivez-la sous la forme nom@domaine.com.",
    ),
    errors.ShopError: (
        "The shop's data could not be read as it is. Check the prefix and the database on the Connections page.",
        "Les données de la boutique n’ont pas pu être lues. Vérifiez le préfixe et la base de données sur la page Connexions.",
    ),
    errors.ShopUnreachableError: (
        "The shop's database does not answer. Check that it runs and that this machine may connect, then resume.",
        "La base de données de la boutique ne répond pas. Vérifiez qu’elle tourne et que cette machine peut s’y connecter, puis reprenez.",
    ),
    errors.StoreError: (
        "mcsync could not write its own records. Check the free disk space, then resume the run.",
        "mcsync n’a pas pu écrire ses propres données. Vérifiez l’espace disque, puis reprenez la synchronisation.",
    ),
    errors.RunError: (
        "This run cannot do that in its present state. Look at it on the Export page.",
        "Cette synchronisation ne le permet pas dans son état actuel. Regardez-la sur la page Export.",
    ),
    errors.MassDepartureError: (
        "More people than a shop loses would be unsubscribed at once. Nothing was sent; confirm it on the Audience page if it is right.",
        "Plus de personnes qu’une boutique n’en perd seraient désabonnées d’un coup. Rien n’a été envoyé\u202f; confirmez sur la page Audience si c’est bien voulu.",
    ),
    errors.LeaseLostError: (
        "Another worker has taken this run over, so this one stepped back. Nothing has to be done.",
        "Un autre moteur d’envoi a repris cette synchronisation, celui-ci s’est donc retiré. Il n’y a rien à faire.",
    ),
    errors.MailchimpError: (
        "Mailchimp refused the request. Its own words are beside this sentence.",
        "Mailchimp a refusé la requête. Ses propres mots sont à côté de cette phrase.",
    ),
    errors.BusyError: (
        "All connections to Mailchimp are in use just now. Try again in a moment, or when the run that is under way has ended.",
        "Toutes les connexions à Mailchimp sont occupées. Réessayez dans un instant, ou quand la synchronisation en cours sera terminée.",
    ),
    errors.ThrottledError: (
        "Mailchimp asks us to slow down. The run goes on by itself, more slowly.",
        "Mailchimp demande de ralentir. La synchronisation continue d’elle-même, plus lentement.",
    ),
    errors.MailchimpUnavailableError: (
        "Mailchimp does not answer, or answers with an error of its own. The run tries again by itself.",
        "Mailchimp ne répond pas, ou répond par une erreur de son côté. La synchronisation réessaie d’elle-même.",
    ),
    errors.TimedOutError: (
        "Mailchimp took too long to answer. The run tries again by itself.",
        "Mailchimp a mis trop longtemps à répondre. La synchronisation réessaie d’elle-même.",
    ),
    errors.KeyInvalidError: (
        "Mailchimp does not accept this API key. Make a new key in Mailchimp, enter it on the Connections page, then resume.",
        "Mailchimp n’accepte pas cette clé API. Créez une nouvelle clé dans Mailchimp, saisissez-la sur la page Connexions, puis reprenez.",
    ),
    errors.ForbiddenError: (
        "This API key may not do that in Mailchimp. Use a key of an account manager or owner, then resume.",
        "Cette clé API n’a pas le droit de faire cela dans Mailchimp. Utilisez la clé d’un gestionnaire ou du propriétaire du compte, puis reprenez.",
    ),
    errors.NotFoundError: (
        "Mailchimp does not know what was asked for; it may have been deleted there.",
        "Mailchimp ne connaît pas ce qui lui est demandé\u202f; cela y a peut-être été supprimé.",
    ),
    errors.AudienceMissingError: (
        "This audience no longer exists in Mailchimp. Choose another one on the Audience page.",
        "Cette audience n’existe plus dans Mailchimp. Choisissez-en une autre sur la page Audience.",
    ),
    errors.AlertError: (
        "An alert could not be sent. Check the settings of alerts on the Settings page; it is tried again by itself.",
        "Une alerte n’a pas pu être envoyée. Vérifiez les réglages des alertes sur la page Réglages\u202f; l’envoi est réessayé tout seul.",
    ),
}
#: Table of words → code → English and French.
WORDS = {
    "STATES": {
        "waiting": ("Waiting for a worker", "En attente du moteur d’envoi"),
        "planning": ("Reading the audience and the shop", "Lecture de l’audience et de la boutique"),
        "sending": ("Sending", "Envoi en cours"),
        "paused": ("Paused", "En pause"),
        "done": ("Done", "Terminé"),
        "failed": ("Stopped by a problem", "Arrêté par un problème"),
        "cancelled": ("Cancelled", "Annulé"),
    },
    "STATE_NAMES": {
        "waiting": ("waiting", "en attente"),
        "planning": ("planning", "en préparation"),
        "sending": ("sending", "en cours d’envoi"),
        "paused": ("paused", "en pause"),
        "done": ("done", "terminée"),
        "failed": ("failed", "arrêtée par un problème"),
        "cancelled": ("cancelled", "annulée"),
    },
    "REQUESTS": {
        "pause": ("Pausing after the batches in flight", "Pause après les lots en cours d’envoi"),
        "cancel": ("Cancelling after the batches in flight", "Annulation après les lots en cours d’envoi"),
    },
    "KINDS": {
        "manual": ("Export", "Export"),
        "automatic": ("Automatic", "Synchronisation automatique"),
        "address": ("Re-sync of one address", "Resynchronisation d’une adresse"),
        "retry": ("Chosen people again", "Renvoi de personnes choisies"),
        "dry_run": ("Dry run", "Essai à blanc"),
    },
    "EFFECTS": {
        "add": ("Created, because they are new to the audience", "Créés, parce qu’ils sont nouveaux dans l’audience"),
        "update": ("Updated, keeping their status", "Mis à jour, en gardant leur statut"),
        "subscribe": ("Subscribed, after being known from orders only", "Abonnés, alors qu’ils n’étaient connus que par leurs commandes"),
        "unsubscribe": ("Unsubscribed, because they left in the shop", "Désabonnés, parce qu’ils sont partis dans la boutique"),
        "leave": (
            "Left alone: what Mailchimp says of them wins, or they were refused before and nothing has changed",
            "Laissés tels quels\u00a0: Mailchimp fait foi, ou ils ont déjà été refusés et rien n’a changé",
        ),
        "keep": ("Unchanged: in the audience already, exactly like this", "Inchangés\u00a0: déjà dans l’audience, exactement ainsi"),
    },
    "EFFECT_NAMES": {
        "add": ("Created", "Créés"),
        "update": ("Updated", "Mis à jour"),
        "subscribe": ("Subscribed", "Abonnés"),
        "unsubscribe": ("Unsubscribed", "Désabonnés"),
        "leave": ("Left alone", "Laissés tels quels"),
        "keep": ("Unchanged", "Inchangés"),
    },
    "INTENTS": {
        "add": ("creation", "création"),
        "update": ("update, status kept", "mise à jour, statut gardé"),
        "subscribe": ("subscription", "abonnement"),
        "unsubscribe": ("unsubscription", "désabonnement"),
        "leave": ("nothing: left alone", "rien\u00a0: laissé tel quel"),
        "keep": ("nothing: unchanged", "rien\u00a0: inchangé"),
    },
    "OUTCOMES": {
        "waiting": ("waiting", "en attente"),
        "created": ("created", "créé"),
        "updated": ("updated", "mis à jour"),
        "refused": ("refused", "refusé"),
        "left_alone": (
            "left alone: Mailchimp knew something newer",
            "laissé tel quel\u00a0: Mailchimp savait quelque chose de plus récent",
        ),
    },
    "STATUSES": {
        "absent": ("not in the audience", "pas dans l’audience"),
        "subscribed": ("subscribed", "abonné"),
        "pending": ("pending: asked to confirm", "en attente\u00a0: doit confirmer"),
        "transactional": ("transactional: known, gets no newsletter", "transactionnel\u00a0: connu, ne reçoit pas la newsletter"),
        "unsubscribed": ("unsubscribed", "désabonné"),
        "cleaned": ("cleaned: mail bounced", "nettoyé\u00a0: messages revenus"),
        "archived": ("archived", "archivé"),
        "forgotten": ("permanently deleted", "supprimé définitivement"),
    },
    "STATUS_NAMES": {
        "absent": ("absent", "absent"),
        "subscribed": ("subscribed", "abonné"),
        "pending": ("pending", "en attente"),
        "transactional": ("transactional", "transactionnel"),
        "unsubscribed": ("unsubscribed", "désabonné"),
        "cleaned": ("cleaned", "nettoyé"),
        "archived": ("archived", "archivé"),
        "forgotten": ("permanently deleted", "supprimé définitivement"),
    },
    "ORIGINS": {
        "customer": ("customer", "client"),
        "guest": ("guest order", "commande en invité"),
        "subscriber": ("newsletter block", "bloc newsletter"),
    },
    "CONSENTS": {
        "respect": ("Respect their choice", "Respecter leur choix"),
        "consenting_only": ("Consenting people only", "Seulement les personnes consentantes"),
        "everyone": ("Subscribe everyone", "Abonner tout le monde"),
    },
    "CONSENTS_AT_LENGTH": {
        "respect": (
            "Who asked for the newsletter is subscribed. Other customers are added as transactional: known, but not written to.",
            "Ceux qui ont demandé la newsletter sont abonnés. Les autres clients sont ajoutés comme transactionnels\u00a0: connus, mais on ne leur écrit pas.",
        ),
        "consenting_only": (
            "Who asked for the newsletter is subscribed. The others are not exported, so Mailchimp does not bill them.",
            "Ceux qui ont demandé la newsletter sont abonnés. Les autres ne sont pas exportés, Mailchimp ne les facture donc pas.",
        ),
        "everyone": (
            "Also who never said yes is subscribed. Who left never is. Needs a typed confirmation.",
            "Ceux qui n’ont jamais dit oui sont abonnés aussi. Ceux qui sont partis, jamais. Demande une confirmation tapée.",
        ),
    },
}

VERDICT_NAMES = {
    Diagnosed.WAITING: ("Waiting to be sent", "En attente d’envoi"),
    Diagnosed.NOT_IN_SHOP: ("Not in the shop", "Pas dans la boutique"),
    Diagnosed.EXCLUDED: ("Not exported", "Non exportées"),
    Diagnosed.LEFT_THERE: ("Left in Mailchimp", "Parti dans Mailchimp"),
    Diagnosed.REFUSED: ("Refused by Mailchimp", "Refusé par Mailchimp"),
    Diagnosed.ASKED: ("Asked to confirm", "Doit confirmer"),
    Diagnosed.IN_PLACE: ("In place", "En place"),
    Diagnosed.DIFFERENT: ("Differs", "Diffère"),
    Diagnosed.GONE: ("Removed in Mailchimp", "Retiré dans Mailchimp"),
    Diagnosed.NEVER_SENT: ("Never sent", "Jamais envoyé"),
}


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_and_its_advice(cause):
    verdict = VERDICTS[cause]
    assert tuple(in_both(part) for part in (verdict.sentence, verdict.advice)) == CAUSES[cause]


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_has_a_name_that_a_telephone_shows_whole_beneath_a_chart(cause):
    assert all(0 < len(name) <= 40 for name in in_both(VERDICTS[cause].name))


@pytest.mark.parametrize("reason", SkipReason)
def test_why_a_row_is_not_exported(reason):
    assert in_both(REASON[reason]) == REASONS[reason]


@pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, McsyncError)])
def test_an_error_without_a_better_sentence(kind):
    assert in_both(kind().message) == ERRORS[kind]


@pytest.mark.parametrize("table", WORDS)
def test_the_words_of_codes(table):
    assert {code.value: in_both(word) for code, word in getattr(words, table).items()} == WORDS[table]


@pytest.mark.parametrize("verdict", Diagnosed)
def test_a_verdict_by_its_name(verdict):
    assert in_both(diagnosis.NAMES[verdict]) == VERDICT_NAMES[verdict]


def in_both(sentence):
    return translate(sentence, "en"), translate(sentence, "fr")
