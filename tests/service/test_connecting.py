"""The check of the connections, while nothing else is asked of Mailchimp and while a run has all of its attention."""

import threading

from tests.faults.stage import until


def test_while_batches_are_sent_nothing_more_is_asked_of_mailchimp(open_office):
    office = open_office(settings={"connections": "1"})
    office.shop.add({"zoe@orange.example": "yes"})
    office.sandbox.hold()
    run = office.service.export("test").run
    worker = threading.Thread(target=office.service.wait, args=(run,))
    worker.start()
    try:
        until(lambda: office.service.run(run).batches_in_flight, "a batch is on its way")
        until(lambda: office.sandbox.stats()["in_flight"] == 1, "and it is held")
        calls = office.sandbox.stats()["calls"]
        found = office.service.check()
        assert office.sandbox.stats()["calls"] == calls
        assert found.ok
        assert str(found.mailchimp.message) == "Mailchimp is busy with the run under way, so it was not asked anything else."
        assert found.audience.facts["name"] == "Boutique – newsletter"
    finally:
        office.sandbox.let_go()
        worker.join()
    assert office.service.check().mailchimp.facts["account"] == "mcsync practice"
