"""What verifying found, kept with the run that it proves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from mcsync.store.bulk import address_ids, execute_many, table
from mcsync.store.database import Database
from mcsync.store.tables import AddressRow
from mcsync.store.tables_diagnostic import VerificationRow, VerifiedRow

_verifications, _verified, _addresses = table(VerificationRow), table(VerifiedRow), table(AddressRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One verification, as it is kept."""

    audience: int
    #: The last run that sent before it; None: there was none.
    run_id: int | None
    #: Seconds since 1970.
    at: float
    by: str
    in_place: int
    different: int
    missing: int
    left_alone: int
    not_ours: int
    #: address, kind (different, missing or not_ours), detail.
    people: Sequence[Mapping[str, Any]]


_FIGURES = ("audience", "run_id", "at", "by", "in_place", "different", "missing", "left_alone", "not_ours")


class Proofs:
    """The verifications of all audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, proof: Proof) -> None:
        """Write it down, with the people whom it lists."""
        with self._database.writing() as connection:
            figures = {name: getattr(proof, name) for name in _FIGURES}
            number = connection.execute(insert(_verifications).values(**figures)).inserted_primary_key[0]  # type: ignore[index]  # one row
            ids = address_ids(connection, [one["address"] for one in proof.people])
            rows = [
                {"verification_id": number, "place": place, "address_id": ids[one["address"]], "kind": one["kind"], "detail": one["detail"]}
                for place, one in enumerate(proof.people, start=1)
            ]
            execute_many(connection, insert(_verified), rows)

    def last(self, audience: int) -> Proof | None:
        """The newest of an audience."""
        return self._newest(_verifications.c.audience == audience)

    def of_run(self, run: int) -> Proof | None:
        """The newest that proves this run."""
        return self._newest(_verifications.c.run_id == run)

    def _newest(self, which: Any) -> Proof | None:
        with self._database.reading() as connection:
            row = connection.execute(select(_verifications).where(which).order_by(_verifications.c.at.desc()).limit(1)).mappings().first()
            if row is None:
                return None
            listed = (
                select(_addresses.c.address, _verified.c.kind, _verified.c.detail)
                .join(_addresses, _addresses.c.id == _verified.c.address_id)
                .where(_verified.c.verification_id == row["id"])
                .order_by(_verified.c.place)
            )
            people = [dict(one) for one in connection.execute(listed).mappings()]
        return Proof(**{name: row[name] for name in _FIGURES}, people=people)
