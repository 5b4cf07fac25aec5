"""The badge from the issued certificate to whoever checks it: signed, mailed, public, revoked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import jwt
import pytest
from sqlalchemy import delete, update

from lti_tool.domain.seats import Role, Seat
from lti_tool.errors import NotFound
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.platforms import ToolKeyRow
from lti_tool.persistence.records import Document
from lti_tool.usecases import badges, certify, desks
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import rotate_keys
from lti_tool.usecases.render_documents import render

from ..award_fixtures import Way, launch, of_other_provider
from ..cumbrian import DETAILS, QLMS, QMS, Route
from ..delivering import Mailbox, Worker, text_of
from ..place import BASE_URL, Place, StillClock, rows

BAKED = "{https://purl.imsglobal.org/ob/v3p0}credential"


def certified(house: House, place: Place, clock: StillClock, award: str = QMS) -> tuple[Route, str]:
    """A route to its end, and the certificate's number; no mail of the way is left."""
    route = Route(house, place, clock, award)
    route.is_enrolled()
    route.attends()
    route.adds_evidence()
    route.hands_in()
    route.is_observed()
    chair = route.panel_decides()
    route.signs(route.tutor, Seat.LINK_TUTOR)
    route.signs(chair, Seat.PANEL)
    with house.units.writing() as unit:
        unit.session.execute(delete(OutboxMessage))
    return route, certify.issue(house, route.office, route.enrolment_id)


def signed(house: House, number: str) -> str:
    """Rendered as the worker does it, without the mail's way."""
    keep = render(house, number)
    with house.units.writing() as unit:
        keep(unit)
    return badges.credential(house, number).signed


def checked(house: House, token: str) -> dict[str, Any]:
    """As a verifier reads it: by the key that the header leads to."""
    url = jwt.get_unverified_header(token)["kid"]
    at, _, kid = url.rpartition("/")
    assert at == f"{BASE_URL}/issuer/keys"
    key = jwt.PyJWK.from_dict(dict(badges.public_key(house, kid)))
    said: dict[str, Any] = jwt.decode(
        token, key.key, algorithms=["RS256"], options={"verify_nbf": False}
    )
    return said


@pytest.fixture
def issued(house: House, place: Place, clock: StillClock) -> tuple[Route, str]:
    return certified(house, place, clock)


@pytest.mark.parametrize(("award", "name"), [(QMS, "Mentor"), (QLMS, "Lead Mentor")])
def test_it_says_what_was_awarded_by_whom_and_when(
    house: House, place: Place, clock: StillClock, award: str, name: str
) -> None:
    route, number = certified(house, place, clock, award)
    said = checked(house, signed(house, number))
    assert said["id"] == f"{BASE_URL}/credentials/{number}"
    assert said["iss"] == f"{BASE_URL}/issuer/example" == badges.profile(house, "example")["id"]
    assert said["name"] == f"Qualified {name} Status"
    achievement = said["credentialSubject"]["achievement"]
    for criterion in route.page.award.criteria:
        assert criterion.title in achievement["criteria"]["narrative"]
    (identity,) = said["credentialSubject"]["identifier"]
    known = hashlib.sha256((DETAILS["email"] + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${known}"


def test_holder_and_school_get_it_as_a_picture_beside_the_pdfs(
    house: House, issued: tuple[Route, str], worker: Worker, mailbox: Mailbox
) -> None:
    route, number = issued
    worker.finishes()
    (message,) = mailbox.kept
    parts = list(message.iter_attachments())
    assert [part.get_filename() for part in parts] == [
        f"Certificate {number}.pdf",
        f"Record sheet {number}.pdf",
        f"Badge {number}.svg",
    ]
    assert "digital badge is attached" in text_of(message)
    file = certify.document(house, route.mentor, number, "badge")
    assert file is not None
    assert file.media_type == "image/svg+xml"
    baked = ElementTree.fromstring(file.content).find(BAKED)
    assert baked is not None
    assert baked.get("verify") == badges.credential(house, number).signed
    assert route.page.certificate is not None
    assert route.page.certificate.badge
    (line,) = desks.register_page(house, route.office).certificates
    assert line.badge


def test_it_is_handed_out_to_those_who_may_see_the_record(
    house: House, place: Place, issued: tuple[Route, str]
) -> None:
    route, number = issued
    assert certify.document(house, route.mentor, number, "badge") is None
    signed(house, number)
    for visit in (route.mentor, route.tutor, route.office):
        assert certify.document(house, visit, number, "badge") is not None
    stranger = launch(house, place, Role.MENTOR, name="S. Tranger", email="s@uni.example")
    elsewhere = replace(route.tutor, course_id=place.course("Elsewhere"))
    for visit in (stranger, elsewhere, of_other_provider(house, route.office)):
        with pytest.raises(NotFound):
            certify.document(house, visit, number, "badge")
    with pytest.raises(NotFound):
        certify.document(house, route.mentor, number, "credential")


def test_a_new_key_changes_nothing_for_what_the_old_one_signed(
    house: House, issued: tuple[Route, str]
) -> None:
    _, number = issued
    before = signed(house, number)
    rotate_keys(house.units)
    with house.units.writing() as unit:
        old = jwt.get_unverified_header(before)["kid"].rpartition("/")[2]
        unit.session.execute(
            update(ToolKeyRow).where(ToolKeyRow.kid == old).values(retired_at=unit.now)
        )
    assert badges.credential(house, number).signed == before
    assert checked(house, before)["jti"].endswith(number)
    listed = badges.profile(house, "example")["verificationMethod"]
    assert len(listed) == 2
    assert f"{BASE_URL}/issuer/keys/{old}" in [method["id"] for method in listed]
    assert all("d" not in method["publicKeyJwk"] for method in listed)


def test_a_forged_badge_is_not_ours(house: House, issued: tuple[Route, str]) -> None:
    token = signed(house, issued[1])
    head, body, signature = token.split(".")
    other = "B" if signature[20] != "B" else "C"
    for forged in (
        f"{head}.{body[:40]}{'A' if body[40] != 'A' else 'B'}{body[41:]}.{signature}",
        f"{head}.{body}.{signature[:20]}{other}{signature[21:]}",
    ):
        with pytest.raises(jwt.InvalidTokenError):
            checked(house, forged)
    with pytest.raises(NotFound):
        badges.public_key(house, "somebody-elses")


def test_a_revoked_badge_is_told_as_revoked_and_never_as_before(
    house: House, issued: tuple[Route, str]
) -> None:
    route, number = issued
    signed(house, number)
    assert badges.status(house, number)["revokedCredential"] == []
    certify.revoke(house, route.office, number, "Issued by mistake")
    found = badges.credential(house, number)
    assert (found.signed, found.revoked_on) == ("", route.clock.today())
    said = badges.status(house, number)
    assert [one["id"] for one in said["revokedCredential"]] == [f"{BASE_URL}/credentials/{number}"]
    assert "mistake" not in str(said)


def test_there_is_none_before_it_is_signed_nor_where_the_award_gives_none(
    house: House, place: Place, clock: StillClock, issued: tuple[Route, str]
) -> None:
    way = Way(house, place, clock)
    way.completes()
    number = certify.issue(house, way.office, way.enrolment_id)
    signing = render(house, number)
    with house.units.writing() as unit:
        signing(unit)
    assert {row.kind for row in rows(house, Document)} == {"certificate", "record_sheet"}
    assert way.page.certificate is not None
    assert not way.page.certificate.badge
    with pytest.raises(NotFound):
        certify.document(house, way.mentor, number, "badge")
    for typed in (issued[1], number, "ABCD-EFGH-2345-WXYZ", "", "'; --"):
        with pytest.raises(NotFound):
            badges.credential(house, typed)
    for typed in (number, "ABCD-EFGH-2345-WXYZ", ""):
        with pytest.raises(NotFound):
            badges.status(house, typed)


def test_nobody_else_gives_badges_here(house: House) -> None:
    assert badges.profile(house)["id"] == f"{BASE_URL}/issuer"
    with pytest.raises(NotFound):
        badges.profile(house, "nobody")
