"""The proof of an export: everyone compared, those who differ listed, all of it kept."""

from mcsync.sandbox.practice import PRACTICE_PEOPLE

ZOE, MAX, EVE, TOM = "zoe@shop.example", "max@shop.example", "eve@shop.example", "tom@shop.example"


def listed(found, kind):
    return {one["address"]: one["detail"] for one in found.examples if one["kind"] == kind}


def test_everyone_is_in_one_of_the_figures_and_whoever_is_not_in_place_is_listed(office):
    office.shop.add({ZOE: "yes", MAX: "yes", EVE: "yes", TOM: "yes"})
    office.export()
    office.put("absent", MAX)
    office.put("unsubscribed", TOM)
    office.shop.change(EVE, name="Eva")
    office.put("subscribed", "stranger@elsewhere.example")
    found = office.service.verify("Ada")
    assert (found.in_place, found.different, found.missing, found.left_alone) == (1, 1, 1, 1)
    assert listed(found, "different") == {EVE: "FNAME: Zoé → Eva"}
    assert listed(found, "missing") == {MAX: ""}
    strangers = listed(found, "not_ours")
    assert strangers["stranger@elsewhere.example"] == "subscribed"
    assert found.not_ours == len(strangers)
    # The sandbox's own people are there too, all but the one whom it shows to nobody.
    assert len(strangers) == len(PRACTICE_PEOPLE)


def test_who_left_the_shop_and_is_still_subscribed_is_different_and_not_a_stranger(office):
    office.shop.add({ZOE: "yes", MAX: "yes"})
    office.export()
    office.shop.delete(ZOE)
    found = office.service.verify("Ada")
    assert listed(found, "different") == {ZOE: "status: subscribed → unsubscribed"}
    assert ZOE not in listed(found, "not_ours")


def reads(office):
    return office.sandbox.stats()["by_path"]["GET /lists/*/members"]


def test_an_export_proves_itself_as_a_whole_reading_would(office):
    office.shop.add({ZOE: "yes", MAX: "yes"})
    office.put("unsubscribed", MAX)
    run = office.export().run
    found = office.service.proof(run)
    assert (found.run, found.by, found.in_place, found.left_alone) == (run, "test", 1, 1)
    again = office.service.verify("Ada")
    assert (again.in_place, again.left_alone, again.not_ours) == (found.in_place, found.left_alone, found.not_ours)


def test_the_proof_costs_an_export_one_question_and_no_second_reading(open_office, tmp_path):
    asked = []
    for name, wanted in (("without", "no"), ("with", "yes")):
        (tmp_path / name).mkdir()
        office = open_office(folder=tmp_path / name, settings={"verify_by_itself": wanted})
        office.shop.add({ZOE: "yes"})
        office.export()
        assert (office.service.last_proof() is not None) == (wanted == "yes")
        asked.append(reads(office))
    assert asked[1] == asked[0] + 1


def test_a_proof_is_on_its_way_only_after_an_export_that_is_to_be_proved(office):
    office.shop.add({ZOE: "yes"})
    run = office.export().run
    assert not office.service.awaits_proof(run)
    with office.service._wiring.store.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM verification")
    # Nobody would make it.
    assert not office.service.awaits_proof(run)
    office.service._wiring.store.leases.sign_of_life("worker")
    assert office.service.awaits_proof(run)
    office.service.change({"verify_by_itself": "no"}, "test")
    assert not office.service.awaits_proof(run)


def test_what_was_found_is_kept_with_the_run_that_it_proves(office):
    office.shop.add({ZOE: "yes"})
    assert office.service.last_proof() is None
    run = office.export().run
    found = office.service.verify("Ada")
    assert (found.run, found.by, found.in_place) == (run, "Ada", 1)
    assert office.service.proof(run) == found
    assert office.service.last_proof() == found
    assert office.service.proof(run + 1) is None


def test_a_later_proof_takes_the_place_of_an_earlier_one(office):
    office.shop.add({ZOE: "yes"})
    run = office.export().run
    office.service.verify("Ada")
    office.put("absent", ZOE)
    again = office.service.verify("Eve")
    assert again.missing == 1
    assert office.service.proof(run) == again


def test_a_verification_before_any_export_is_kept_without_a_run(office):
    office.shop.add({ZOE: "yes"})
    found = office.service.verify("Ada")
    assert (found.run, found.missing) == (None, 1)
    assert office.service.last_proof() == found


def test_whoever_is_missing_or_different_can_be_sent_again_at_once(office):
    office.shop.add({ZOE: "yes", MAX: "yes", EVE: "yes"})
    office.export()
    office.put("absent", MAX)
    office.shop.change(EVE, name="Eva")
    found = office.service.verify("Ada")
    run = office.service.retry_people([one["address"] for one in found.examples if one["kind"] != "not_ours"], "Ada")
    assert office.service.wait(run.run).settled == 2
    again = office.service.verify("Ada")
    assert (again.in_place, again.different, again.missing, again.run) == (3, 0, 0, run.run)
