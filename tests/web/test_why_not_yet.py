"""Why not yet? One row alone is missing; mentor, PCM, tutor and office read why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .story import Story
from .west_london import MASTERY, RAG, Entry, Mastery, Walk, links_in, row_in, words_in

MENTOR = "nadia@oakfield.example"
TUTOR = "daniel@brent.example"
OFFICE = "office@brent.example"


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    story = Story(tmp_path)
    story.vouch_for_the_school()
    yield story
    story.house.units.engine.dispose()


def own(link: str, missing: str) -> tuple[str, str, str]:
    """A row that the mentor brings: where, and what is missing."""
    return (link, missing, "mentor")


# For each row, while it alone is missing: the mentor's link, what is said, and whose move it is.
ROWS: dict[str, tuple[str, str, str]] = {
    "ENTRY.1": ("ask-pcm", "The PCM, for the school, recommends the mentor", "pcm"),
    "ENTRY.2": own("/modules/west-london/entry-1", "Module 1 is complete"),
    "ENTRY.3": ("ask-pcm", "timetable", "pcm"),
    "ENTRY.4": ("ask-pcm", "lesson feedback challenges", "pcm"),
    "ENTRY.5": ("", "The link tutor confirms the joint observation", "link_tutor"),
    "ENTRY.6": ("ask-pcm", "an Assessment Profile was completed", "pcm"),
    "ENTRY.7": ("", "confirms that the evaluation has arrived", "link_tutor office"),
    "MASTERY.1": own(f"/awards/{MASTERY}/experience", "The Entry certificate, or experience"),
    "MASTERY.2": own("/mentoring", "0 of 365 days so far."),
    "MASTERY.3": own(f"/audits/{RAG}", "The audit is complete, and has been reviewed later"),
    "MASTERY.4": own("/modules/west-london/mastery-3", "Module 3 is complete"),
    "MASTERY.5": own("/modules/west-london/mastery-4", "Module 4 is complete"),
    "MASTERY.6": own("/modules/west-london/mastery-5", "Module 5 is complete"),
    "MASTERY.7": own("/modules/west-london/mastery-6", "Module 6 is complete"),
    **{
        f"MASTERY.{7 + n}": own(f"/awards/{MASTERY}/evidence/ST{n}", "0 of 3 pieces of evidence")
        for n in range(1, 5)
    },
    "MASTERY.12": ("ask-pcm", "The PCM has observed the mentor", "pcm"),
    "MASTERY.13": ("ask-pcm", "has checked the evidence", "pcm link_tutor"),
}
CALLED = {
    "mentor": "the mentor",
    "pcm": "the PCM",
    "link_tutor": "the link tutor",
    "office": "the partnership office",
}


def said(movers: str, reader: str) -> str:
    """Whose move it is, as this reader is told."""
    names = dict(CALLED) if reader != "mentor" else {
        **CALLED, "mentor": "you", "pcm": "your PCM", "link_tutor": "your link tutor",
    }  # fmt: skip
    if reader != "mentor":
        names[reader] = "you"
    return "Needed from " + " or ".join(names[one] for one in movers.split())


def walk_of(story: Story, row: str) -> Walk:
    return Entry(story) if row.startswith("ENTRY") else Mastery(story)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_alone_holds_it_back_and_every_reader_reads_why_and_what_to_do(
    story: Story, row: str
) -> None:
    link, missing, movers = ROWS[row]
    walk = walk_of(story, row)
    asked_early = walk.is_linked().get().text
    walk.goes(but=row)
    met = {one.criterion.id: one.met for one in walk.page.rows}
    assert [code for code, holds in met.items() if not holds] == [row]
    assert_nothing_can_be_signed_or_issued(walk)

    page = walk.mentor.get(walk.at).text
    assert_said(page, row, missing, said(movers, "mentor"))
    if link == "ask-pcm":
        assert "Ask your PCM" in page
        assert f'action="{walk.mentor.root}{walk.at}/ask-pcm"' in page
    elif link:
        assert walk.mentor.root + link in links_in(row_in(page, row))
    for person, part, seat in (
        (walk.tutor, "tutor", "link_tutor"),
        (walk.office, "office", "office"),
    ):
        page = person.get(f"/{part}/mentors/{walk.id}").text
        assert_said(page, row, missing, said(movers, seat))
        assert_one_way_on(need_in(page, row, missing), page, seat, movers)
    # A PCM with nothing to confirm is not asked: they read it on the link that came before.
    page = walk.is_linked().get().text if "pcm" in movers else asked_early
    assert_said(page, row, missing, said(movers, "pcm"))
    assert_one_way_on(need_in(page, row, missing), page, "pcm", movers)


def assert_said(page: str, row: str, *words: str) -> None:
    for one in words:
        assert one in words_in(row_in(page, row))


def need_in(page: str, row: str, missing: str) -> str:
    """The part of a row that is about what is missing."""
    _head, *parts = row_in(page, row).split('<div class="need')
    return next(part for part in parts if missing in words_in(part))


def assert_one_way_on(need: str, page: str, reader: str, movers: str) -> None:
    """To the field for their own part, else a letter to whoever moves it."""
    (way,) = links_in(need)
    if reader in movers:
        assert way.startswith("#f-tick-" if reader == "pcm" else "#f-on-")
        assert f'id="{way[1:]}"' in page
    else:
        assert way.startswith(f"mailto:{writes_to(movers, reader)}?subject=")


def writes_to(movers: str, reader: str) -> str:
    """The PCM is asked by the mentor, and is not given the tutor's address."""
    first = movers.split(maxsplit=1)[0]
    if first == "link_tutor":
        return TUTOR if reader == "office" else OFFICE
    return OFFICE if first == "office" else MENTOR


def assert_nothing_can_be_signed_or_issued(walk: Walk) -> None:
    sent = {"digest": walk.page.digest, "agreed": "yes", "name_typed": walk.name}
    walk.posts(walk.mentor, f"{walk.at}/sign", sent)
    assert {one.state for one in walk.page.signatures} == {"waiting"}
    assert walk.posts(walk.office, f"/office/mentors/{walk.id}/issue", {}).status_code == 409
    assert walk.page.certificate is None


@pytest.mark.parametrize("make", [Entry, Mastery])
def test_with_every_row_the_award_is_walked_to_its_certificate(
    story: Story, make: type[Entry | Mastery]
) -> None:
    walk = make(story)
    number = walk.gets_it()
    assert f"/verify/{number}" in walk.mentor.get(walk.at).text
    assert "This certificate is valid" in story.app.test_client().get(f"/verify/{number}").text
    for person, part in ((walk.tutor, "tutor"), (walk.office, "office")):
        page = person.get(f"/{part}/mentors/{walk.id}").text
        assert "Needed from" not in page
        assert "mailto:" not in page


# --- What the provider's people can do about the PCM ----------------------------------------------


def test_while_the_pcm_is_asked_tutor_and_office_can_send_the_link_again(story: Story) -> None:
    walk = Entry(story)
    first = walk.is_linked()
    for person, part in ((walk.tutor, "tutor"), (walk.office, "office")):
        at = f"/{part}/mentors/{walk.id}"
        row = row_in(person.get(at).text, "ENTRY.3")
        assert links_in(row) == ["#requests"]
        assert "asked on 22 November" in words_in(row)
        newest = walk.page.requests[0].request_id
        assert f"{person.root}{at}/requests/{newest}/remind" in person.get(at).text
        walk.sends(f"{at}/requests/{newest}/remind", {}, person)
        assert walk.posts(person, f"{at}/requests/{newest}/remind", {}).status_code == 409
    assert len([x for x in story.letters("r.adeyemi@oakfield.example") if "confirm" in x]) == 3
    assert "A newer link has taken this one" in first.get().text


def test_nobody_reminds_about_a_record_that_is_not_theirs(story: Story) -> None:
    walk = Entry(story)
    walk.is_linked()
    newest = walk.page.requests[0].request_id
    elsewhere = story.tutor("edith", course="202")
    path = f"/tutor/mentors/{walk.id}/requests/{newest}/remind"
    assert walk.posts(elsewhere, path, {}).status_code == 404
    other = Entry(story, "tom")
    path = f"/tutor/mentors/{other.id}/requests/{newest}/remind"
    assert walk.posts(walk.tutor, path, {}).status_code == 404


def test_an_address_that_waits_is_the_offices_move(tmp_path: Path) -> None:
    walk = Entry(Story(tmp_path))  # nobody vouches for the school
    walk.sends(f"{walk.at}/ask-pcm")
    row = row_in(walk.office.get(f"/office/mentors/{walk.id}").text, "ENTRY.3")
    assert links_in(row) == [f"{walk.office.root}/office/"]
    row = row_in(walk.tutor.get(f"/tutor/mentors/{walk.id}").text, "ENTRY.3")
    assert links_in(row)[0].startswith(f"mailto:{OFFICE}?")


def test_a_claim_is_the_move_of_whoever_decides(story: Story) -> None:
    walk = Mastery(story)
    walk.claims()
    page = walk.office.get(f"/office/mentors/{walk.id}").text
    assert links_in(row_in(page, "MASTERY.1")) == ["#experience"]
    row = row_in(walk.tutor.get(f"/tutor/mentors/{walk.id}").text, "MASTERY.1")
    assert "Needed from the partnership office" in words_in(row)
    assert links_in(row)[0].startswith(f"mailto:{OFFICE}?")


def test_the_pcm_reads_it_also_when_their_signature_is_not_wanted_now(story: Story) -> None:
    walk = Entry(story)
    walk.goes()
    walk.signs()
    holder = walk.newest_link()
    assert "What is still missing" not in holder.get().text
    met = next(one for row in walk.page.rows for one in row.requirements if one.fact_id
               and one.requirement_id == "ENTRY.7/evaluation")  # fmt: skip
    walk.sends(f"/tutor/mentors/{walk.id}/withdraw/{met.fact_id}", {"reason": "Wrong"}, walk.tutor)
    page = holder.get().text
    assert "confirms that the evaluation has arrived" in words_in(row_in(page, "ENTRY.7"))
