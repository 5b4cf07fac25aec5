"""A claim for credit elsewhere: what goes in, what is written, and the pack that is made of it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from lti_tool.domain.claim_packs import NO_CREDIT
from lti_tool.domain.seats import Role
from lti_tool.errors import InvalidInput, NotFound
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.usecases import certify, claim_packs, portfolio, portfolio_exports
from lti_tool.usecases.claim_packs import StaleClaim
from lti_tool.usecases.deliver import Couriers, deliver_due
from lti_tool.usecases.house import House
from lti_tool.usecases.portfolio_checking import Typed

from ..outbound.pdf_reading import assert_all_tagged, assert_sound, tables_of, text_of
from .journeying import Journey
from .place import Place, StillClock
from .portfolios import room_in, upload

PACK = "ljmu/mentoring-in-education"
DEVELOPING, PREREQUISITE = "ljmu/developing", "ljmu/prerequisite"


@pytest.fixture
def house(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    room = room_in(tmp_path_factory.mktemp("files"), largest=100_000, most=1_000_000)
    return replace(house, files=room)


@pytest.fixture
def journey(house: House, place: Place, clock: StillClock) -> Journey:
    return Journey(house, place, clock, DEVELOPING).begins()


def delivers(house: House) -> None:
    """The worker's round."""
    with HttpDoor() as door:

        def nobody(*_: object) -> str:
            raise AssertionError("no token is needed")

        deliver_due(house, Couriers(door, AccessTokens(door, nobody), None, None))


def adds_file(journey: Journey, about: str, name: str) -> None:
    given = Typed("A plan", journey.clock.today(), "That I plan.", {}, (about,) if about else ())
    portfolio.add_item(
        journey.house, journey.mentor, "file", given, upload=upload(name), write_id=name
    )


def archive(journey: Journey) -> zipfile.ZipFile:
    export_id = claim_packs.ask_claim(journey.house, journey.mentor, PACK)
    delivers(journey.house)
    found = portfolio_exports.download(journey.house, journey.mentor, export_id)
    assert found.name.startswith("claim ")
    assert found.name.endswith(".zip")
    with found.stream as stream:
        return zipfile.ZipFile(io.BytesIO(stream.read()))


def writes(journey: Journey, revision: int = 0, **texts: str) -> None:
    claim_packs.save_claim(journey.house, journey.mentor, PACK, texts, revision=revision)


# --- What goes in ---------------------------------------------------------------------------------


def test_the_page_says_what_goes_in(journey: Journey) -> None:
    adds_file(journey, "DEVELOPING.1", "plan.pdf")
    adds_file(journey, "ST2.4", "feedback.pdf")
    adds_file(journey, "", "elsewhere.pdf")
    page = claim_packs.claim_page(journey.house, journey.mentor, PACK)
    assert [(line.title, line.entered) for line in page.lines] == [
        ("Developing Mentor", True),
        ("Effective Mentor", False),
        ("Advanced Mentor", False),
        ("Advanced Mentor Certificate of Recognition", False),
    ]
    assert page.pieces == 2
    assert page.unwritten == 4
    assert [module.claimed for module in page.pack.modules] == [True, False, False]
    assert {module.credits for module in page.pack.modules} == {20}
    assert "awards no credit" in page.no_credit


def test_who_has_entered_none_of_its_awards_has_no_claim(
    house: House, place: Place, clock: StillClock
) -> None:
    somebody = Journey(house, place, clock, PREREQUISITE).begins()
    for reach in (claim_packs.claim_page, claim_packs.ask_claim):
        with pytest.raises(NotFound):
            reach(house, somebody.mentor, PACK)
    with pytest.raises(NotFound):
        claim_packs.save_claim(house, somebody.mentor, PACK, {}, revision=0)


# --- What is written ------------------------------------------------------------------------------


def test_what_is_written_is_kept_and_not_overwritten_unseen(journey: Journey) -> None:
    writes(journey, experience="Six trainees.", theory="  ")
    page = claim_packs.claim_page(journey.house, journey.mentor, PACK)
    assert (dict(page.texts), page.revision, page.unwritten) == (
        {"experience": "Six trainees."}, 1, 3,
    )  # fmt: skip
    with pytest.raises(StaleClaim):
        writes(journey, experience="From an older window.")
    writes(journey, experience="Six trainees.")
    writes(journey, revision=1, experience="Seven trainees.")
    page = claim_packs.claim_page(journey.house, journey.mentor, PACK)
    assert page.texts["experience"] == "Seven trainees."


def test_what_is_too_long_or_not_asked_for_is_not_kept(journey: Journey) -> None:
    with pytest.raises(InvalidInput) as wrong:
        writes(journey, experience="x" * 10_001, theory="Fine.")
    assert list(wrong.value.fields) == ["experience"]
    writes(journey, other="Nobody asked.")
    assert claim_packs.claim_page(journey.house, journey.mentor, PACK).texts == {}


# --- The pack -------------------------------------------------------------------------------------


def test_the_pack_has_an_index_and_everything_that_it_names(journey: Journey) -> None:
    journey.meets().everybody_signs()
    adds_file(journey, "DEVELOPING.1", "plan.pdf")
    adds_file(journey, "", "elsewhere.pdf")
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    writes(journey, experience="Six trainees in eight years.")
    found = archive(journey)
    names = set(found.namelist())
    assert {"claim.pdf", "index.csv", "data.json", "records/1 ljmu-developing.pdf"} <= names
    files = {name for name in names if name.startswith("files/")}
    assert [name.rpartition(" ")[2] for name in files] == ["plan.pdf"]
    assert files <= {name for name in names if name.startswith("files/DEVELOPING/")}
    said = json.loads(found.read("data.json"))
    assert {place for _, place in said["places"]} == names
    assert said["no_credit"] == NO_CREDIT
    assert office is not None

    pdf = found.read("claim.pdf")
    words = text_of(pdf)
    for one in (
        "awards no credit",
        "Postgraduate Certificate in Advanced Educational Practice",
        "Mentoring in Education",
        "Six trainees in eight years.",
        "Nothing is written here yet.",
        "Developing Mentor",
        "11 of 11 criteria met",
        "Signature of Professional Mentor: P. Khan",
        "Targets for further development",
    ):
        assert one in words, one
    assert_sound(pdf)
    assert_all_tagged(pdf)
    modules, *_ = tables_of(pdf)
    assert [row[2] for row in modules[1:]] == ["Claimed", "Not claimed", "Not claimed"]


def test_an_issued_record_goes_in_with_the_papers_that_were_kept(journey: Journey) -> None:
    journey.meets().everybody_signs()
    office = journey.sitting(Role.OFFICE, name="O. Ng", email="ng@uni.example")
    number = certify.issue(journey.house, office, journey.page.enrolment_id)
    delivers(journey.house)
    found = archive(journey)
    assert f"certificates/{number}.pdf" in found.namelist()
    assert number in text_of(found.read("claim.pdf"))
    assert number in text_of(found.read("records/1 ljmu-developing.pdf"))
    page = claim_packs.claim_page(journey.house, journey.mentor, PACK)
    assert page.lines[0].certificate == number


def test_it_says_how_far_it_is_and_is_made_once(journey: Journey) -> None:
    first = claim_packs.ask_claim(journey.house, journey.mentor, PACK)
    assert claim_packs.ask_claim(journey.house, journey.mentor, PACK) == first
    page = claim_packs.claim_page(journey.house, journey.mentor, PACK)
    assert page.export is not None
    assert not page.export.ready
    delivers(journey.house)
    view = portfolio_exports.export_of(journey.house, journey.mentor, first)
    assert (view.ready, view.done, view.parts, view.about) == (True, 2, 2, PACK)
    assert portfolio_exports.exports_of(journey.house, journey.mentor) == ()


def test_nobody_else_fetches_it_and_no_other_way_asks_for_it(
    journey: Journey, place: Place
) -> None:
    export_id = claim_packs.ask_claim(journey.house, journey.mentor, PACK)
    delivers(journey.house)
    with pytest.raises(NotFound):
        portfolio_exports.download(journey.house, place.mentor(), export_id)
    with pytest.raises(InvalidInput):
        portfolio_exports.ask(journey.house, journey.mentor, "claim")
