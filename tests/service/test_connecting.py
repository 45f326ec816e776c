"""The check of the connections, while nothing else is asked of Mailchimp and while a run has all of its attention."""

from tests.faults.stage import until
from tests.fixtures.held import under_way


def test_while_batches_are_sent_nothing_more_is_asked_of_mailchimp(open_office):
    office = open_office(settings={"connections": "1"})
    office.shop.add({"zoe@orange.example": "yes"})
    with under_way(office.service, office.sandbox):
        until(lambda: office.sandbox.stats()["in_flight"] == 1, "and it is held")
        calls = office.sandbox.stats()["calls"]
        found = office.service.check()
        assert office.sandbox.stats()["calls"] == calls
        assert found.ok
        assert str(found.mailchimp.message) == "Mailchimp is busy with the run under way, so it was not asked anything else."
        assert found.audience.facts["name"] == "Boutique – newsletter"
    assert office.service.check().mailchimp.facts["account"] == "mcsync practice"
