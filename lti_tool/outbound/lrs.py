"""Statements to a Learning Record Store (xAPI 1.0.3, part three, 2.1).

Batches are stored whole or not at all, so one bad statement holds up its neighbours: a refused
batch is halved until the bad one stands alone, and the others go through. Sending again what was
stored before is no mistake, for the ids are the same each time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from lti_tool.errors import DeliveryFinal, DeliveryRetry
from lti_tool.outbound.http import Answer, HttpDoor, ServiceRefused
from lti_tool.outbound.paging import with_query
from lti_tool.outbound.stored_statements import same_statement

VERSION = "1.0.3"
Statement = Mapping[str, object]

_NOT_THE_STATEMENTS_FAULT = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.PAYMENT_REQUIRED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
    }
)


@dataclass(frozen=True, slots=True)
class LrsOutcome:
    """What became of a batch; every statement is in exactly one of the two, by its id."""

    accepted: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Ids with a sentence for the office that says why."""

    def __add__(self, other: LrsOutcome) -> LrsOutcome:
        return LrsOutcome(self.accepted + other.accepted, self.refused + other.refused)


class LrsClient:
    """One store.

    Args:
        url: its xAPI endpoint, with or without ``/statements`` at the end.
        username: for basic authentication; None for a store that asks for none.
        password: likewise.
        door: the way out.
    """

    def __init__(
        self, url: str, username: str | None, password: str | None, door: HttpDoor
    ) -> None:
        endpoint = url.rstrip("/").removesuffix("/statements").rstrip("/")
        self._statements_url = f"{endpoint}/statements"
        self._door = door
        self._headers = {"X-Experience-API-Version": VERSION, "Accept": "application/json"}
        if username is not None:
            pair = base64.b64encode(f"{username}:{password or ''}".encode()).decode()
            self._headers["Authorization"] = f"Basic {pair}"

    def deliver(self, statements: Sequence[Statement]) -> LrsOutcome:
        """Send statements, each of which has an ``id``.

        Raises:
            DeliveryRetry: the store cannot be reached, is busy or does not let us in. What it took
                of the batch before that may be sent again.
        """
        once = _without_doubles(statements)
        return self._batch(once) if once else LrsOutcome((), ())

    def _batch(self, statements: Sequence[Statement]) -> LrsOutcome:
        try:
            self._post(statements)
        except ServiceRefused as refusal:
            return self._refused(statements, refusal.answer)
        return LrsOutcome(tuple(_ids(statements)), ())

    def _refused(self, statements: Sequence[Statement], answer: Answer) -> LrsOutcome:
        if answer.status in _NOT_THE_STATEMENTS_FAULT:
            raise DeliveryRetry(
                f"{answer.host} does not let us store anything (status {answer.status}). The "
                "settings of the Learning Record Store have to be looked at; nothing is lost."
            )
        if len(statements) > 1:
            # A conflict says that ids are known. Where a store answers so to the very same
            # statement, all of a batch are after a lost answer: one by one is quicker then.
            parts = _singly if answer.status == HTTPStatus.CONFLICT else _halves
            return sum((self._batch(part) for part in parts(statements)), start=LrsOutcome((), ()))
        return self._refused_alone(statements[0], answer)

    def _refused_alone(self, statement: Statement, answer: Answer) -> LrsOutcome:
        id_ = str(statement["id"])
        if answer.status != HTTPStatus.CONFLICT:
            why = f"{answer.host} does not accept this statement (status {answer.status})."
            return LrsOutcome((), ((id_, why),))
        if self._has(statement):
            return LrsOutcome((id_,), ())
        why = f"{answer.host} has another statement under this id, or does not show us which."
        return LrsOutcome((), ((id_, why),))

    def _has(self, statement: Statement) -> bool:
        """Whether what the store has under this id is our statement (2.1.3, 409 Conflict)."""
        # A voided statement is stored still, but answers to another parameter (2.1.4).
        for parameter in ("statementId", "voidedStatementId"):
            url = with_query(self._statements_url, **{parameter: str(statement["id"])})
            try:
                stored = self._door.get_json(url, headers=self._headers)
            except DeliveryFinal:  # 404, or an answer that is not a statement
                continue
            return same_statement(statement, stored)
        return False

    def _post(self, statements: Sequence[Statement]) -> None:
        self._door.request(
            "POST",
            self._statements_url,
            headers={**self._headers, "Content-Type": "application/json"},
            content=json.dumps(
                list(statements), ensure_ascii=False, separators=(",", ":")
            ).encode(),
        )


def _ids(statements: Sequence[Statement]) -> Iterator[str]:
    return (str(statement["id"]) for statement in statements)


def _without_doubles(statements: Sequence[Statement]) -> list[Statement]:
    # Ralph, for one, refuses a batch that holds the same id twice.
    return list(dict(zip(_ids(statements), statements, strict=True)).values())


def _halves(statements: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    middle = len(statements) // 2
    yield statements[:middle]
    yield statements[middle:]


def _singly(statements: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    return ([statement] for statement in statements)
