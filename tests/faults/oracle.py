"""What must be in the audience afterwards, written down once more: plain words, no code of mcsync's."""

#: (there before, the shop says) → there afterwards, with the setting “respect their choice” and without double opt-in.
AFTER = {
    ("absent", "yes"): "subscribed",
    ("absent", "left"): "transactional",
    ("absent", "never"): "transactional",
    ("subscribed", "yes"): "subscribed",
    ("subscribed", "left"): "unsubscribed",
    ("subscribed", "never"): "subscribed",
    ("pending", "yes"): "pending",
    ("pending", "left"): "unsubscribed",
    ("pending", "never"): "pending",
    ("transactional", "yes"): "subscribed",
    ("transactional", "left"): "transactional",
    ("transactional", "never"): "transactional",
    **{
        (closed, consent): closed for closed in ("unsubscribed", "cleaned", "archived", "forgotten") for consent in ("yes", "left", "never")
    },
}
