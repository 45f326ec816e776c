"""Verifications: kept whole, the newest first."""

from mcsync.store import Proof


def proof(audience, at, people=(), run=7):
    return Proof(
        audience=audience, run_id=run, at=at, by="Ada", in_place=5, different=1, missing=2, left_alone=3, not_ours=4, people=list(people)
    )


def test_a_proof_comes_back_as_it_was_kept(store, audience):
    people = [
        {"address": "b@shop.example", "kind": "missing", "detail": ""},
        {"address": "a@shop.example", "kind": "different", "detail": "FNAME: Zoé → Zoë"},
    ]
    store.proofs.keep(proof(audience, 100.0, people))
    assert store.proofs.of_run(7) == store.proofs.last(audience) == proof(audience, 100.0, people)


def test_the_newest_counts(store, audience):
    store.proofs.keep(proof(audience, 200.0))
    store.proofs.keep(proof(audience, 100.0))
    assert store.proofs.last(audience).at == store.proofs.of_run(7).at == 200.0


def test_an_audience_or_a_run_that_was_never_verified_has_none(store, audience):
    store.proofs.keep(proof(audience, 100.0, run=None))
    assert store.proofs.last(audience + 1) is None
    assert store.proofs.of_run(7) is None
