"""mcsync: a shop's people in a Mailchimp audience, once and from then on."""
