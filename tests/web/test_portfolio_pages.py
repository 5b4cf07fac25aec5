"""The portfolio in the browser: forms that keep what was typed, files that go to few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lti_tool.usecases import awards
from lti_tool.usecases.portfolio_pages import portfolio_page
from lti_tool.usecases.portfolio_views import ItemView

from ..evidence_pack import SHOWING
from ..usecases.portfolios import OWN
from .evidence import FORM, enters, has, has_signed, record_of, story_in
from .story import Person, Story


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return story_in(tmp_path)


@pytest.fixture
def mentor(story: Story) -> Person:
    return enters(story)


def items(story: Story, person: Person) -> tuple[ItemView, ...]:
    return portfolio_page(story.house, person.visit).items


@pytest.mark.parametrize("kind", sorted(set(OWN) - {"file"}))
def test_every_kind_is_added_by_its_form(story: Story, mentor: Person, kind: str) -> None:
    form = mentor.get(f"/portfolio/new/{kind}?about=ST1.1")
    assert 'value="ST1.1" checked' in form.text
    page = mentor.post(f"/portfolio/new/{kind}", {**FORM, **OWN[kind]})
    assert "Your evidence is kept" in page.text
    assert "A plan" in page.text
    assert [item.own for item in items(story, mentor)] == [OWN[kind]]


def test_a_form_with_faults_keeps_what_was_typed(story: Story, mentor: Person) -> None:
    page = mentor.post(
        "/portfolio/new/conversation",
        {"title": "Autumn <review>", "agreed": "To meet", "about": "ST2.4", "about_day": "soon"},
    )
    assert page.status_code == 422
    assert 'value="Autumn &lt;review&gt;"' in page.text
    assert "To meet</textarea>" in page.text
    assert 'value="ST2.4" checked' in page.text
    for name in ("about_day", "with_whom", "shows"):
        assert f'href="#f-{name}"' in page.text
    assert items(story, mentor) == ()


@pytest.mark.parametrize("forged", [["ENTRY.3"], ["ST1", "<script>"], ["ST9"]])
def test_a_forged_tag_is_refused(story: Story, mentor: Person, forged: list[str]) -> None:
    page = mentor.post("/portfolio/new/place", {**FORM, **OWN["place"], "about": forged})  # type: ignore[dict-item]  # several under one name
    assert page.status_code == 422
    assert "<script>" not in page.text.split("<main", 1)[1]
    assert items(story, mentor) == ()


def test_an_unknown_kind_is_no_page(mentor: Person) -> None:
    assert mentor.get("/portfolio/new/magic").status_code == 404
    assert mentor.post("/portfolio/new/magic", FORM).status_code == 404


def test_evidence_is_changed_moved_taken_out_and_put_back(story: Story, mentor: Person) -> None:
    first, second = has(story, mentor, title="First"), has(story, mentor, title="Second")
    form = mentor.get(f"/portfolio/items/{first}").text
    assert 'value="First"' in form
    changed = {**FORM, **OWN["place"], "title": "First, better", "revision": "1"}
    assert "is changed" in mentor.post(f"/portfolio/items/{first}", changed).text
    mentor.post(f"/portfolio/items/{second}/move", {"to": "up"})
    assert [item.title for item in items(story, mentor)] == ["Second", "First, better"]
    assert "Take this out?" in mentor.get(f"/portfolio/items/{first}/remove").text
    assert "You can put it back" in mentor.post(f"/portfolio/items/{first}/remove").text
    assert len(items(story, mentor)) == 1
    assert "is back" in mentor.post(f"/portfolio/items/{first}/back").text
    assert len(items(story, mentor)) == 2


def test_an_older_form_gets_its_words_back_and_overwrites_nothing(
    story: Story, mentor: Person
) -> None:
    item_id = has(story, mentor)
    form = {**FORM, **OWN["place"], "revision": "1"}
    mentor.post(f"/portfolio/items/{item_id}", {**form, "title": "From one window"})
    page = mentor.post(f"/portfolio/items/{item_id}", {**form, "title": "From the other"})
    assert page.status_code == 409
    assert "changed in another window" in page.text
    assert 'value="From the other"' in page.text
    assert [item.title for item in items(story, mentor)] == ["From one window"]


@pytest.mark.parametrize("path", ["", "/remove"])
def test_other_peoples_evidence_is_not_there(story: Story, mentor: Person, path: str) -> None:
    item_id = has(story, mentor, "file")
    file = items(story, mentor)[0].file
    assert file is not None
    other = enters(story, "bea")
    assert other.get(f"/portfolio/items/{item_id}{path}").status_code == 404
    assert other.get(f"/portfolio/files/{file.id}").status_code == 404
    for action in ("", "/remove", "/back", "/move"):
        assert other.post(f"/portfolio/items/{item_id}{action}", FORM).status_code == 404
    assert [item.title for item in items(story, mentor)] == ["A plan"]


# --- What has been signed --------------------------------------------


def test_a_signed_piece_is_changed_only_after_a_page_that_says_what_falls(
    story: Story, mentor: Person
) -> None:
    first = has_signed(story, mentor, story.tutor())
    warning = mentor.get(f"/portfolio/items/{first}").text
    assert "Daniel Hughes" in warning
    assert "<form" not in warning.split("<main", 1)[1].split("</main>")[0]
    form = {**FORM, **OWN["place"], "title": "Changed", "revision": "1"}
    assert mentor.post(f"/portfolio/items/{first}", form).status_code == 409
    assert len(signatures(story, mentor)) == 2
    link = re.search(r'href="[^"]*(/portfolio/items/[^"]*told=[^"]*)"', warning)
    assert link is not None
    page = mentor.get(link[1].replace("&amp;", "&")).text
    told = re.search(r'name="told" value="([^"]+)"', page)
    assert told is not None
    mentor.post(f"/portfolio/items/{first}", {**form, "told": told[1]})
    assert signatures(story, mentor) == []


def signatures(story: Story, mentor: Person) -> list[str]:
    rows = record_of(story, mentor).signatures
    return [row.title for row in rows if row.state == "stands"]


def test_taking_a_signed_piece_out_says_what_falls_too(story: Story, mentor: Person) -> None:
    first = has_signed(story, mentor, story.tutor())
    assert mentor.post(f"/portfolio/items/{first}/remove").status_code == 409
    page = mentor.get(f"/portfolio/items/{first}/remove").text
    told = re.search(r'name="told" value="([^"]+)"', page)
    assert told is not None
    mentor.post(f"/portfolio/items/{first}/remove", {"told": told[1]})
    assert signatures(story, mentor) == []


def test_a_signed_rationale_is_shown_again_with_what_falls(story: Story, mentor: Person) -> None:
    has_signed(story, mentor, story.tutor())
    path = f"/awards/{SHOWING}/evidence/ST1"
    page = mentor.post(path, {"rationale": "For another reason.", "revision": "1"})
    assert page.status_code == 409
    assert "Daniel Hughes" in page.text
    assert "For another reason.</textarea>" in page.text
    assert len(signatures(story, mentor)) == 2
    told = re.search(r'name="told" value="([^"]+)"', page.text)
    assert told is not None
    form = {"rationale": "For another reason.", "revision": "1", "told": told[1]}
    assert "part of your record now" in mentor.post(path, form).text
    assert signatures(story, mentor) == []


# --- Rationales ------------------------------------------------------


def test_a_draft_is_kept_as_one_types_and_counts_only_when_saved(
    story: Story, mentor: Person
) -> None:
    path = f"/awards/{SHOWING}/evidence/ST1"
    assert "0 of 2 pieces" in mentor.get(path).text
    kept = mentor.post(f"{path}/draft", {"rationale": "I meet", "revision": "0"})
    assert kept.json == {"saved": "Draft kept at 12:00"}
    page = mentor.get(path).text
    assert "I meet</textarea>" in page
    assert "This is a draft" in page
    assert "No rationale yet" in page
    mentor.post(path, {"rationale": "I meet them.", "revision": "0", "then": "finish"})
    page = mentor.get(path).text
    assert "This is a draft" not in page
    assert "Rationale written" in page


def test_a_rationale_from_an_older_page_is_not_lost_and_not_forced(
    story: Story, mentor: Person
) -> None:
    path = f"/awards/{SHOWING}/evidence/ST1"
    mentor.post(path, {"rationale": "One.", "revision": "0"})
    page = mentor.post(path, {"rationale": "Two.", "revision": "0"})
    assert page.status_code == 409
    assert "Two.</textarea>" in page.text
    draft = mentor.post(f"{path}/draft", {"rationale": "Two.", "revision": "0"})
    assert draft.status_code == 409
    assert "One.</textarea>" in mentor.get(path).text


@pytest.mark.parametrize(
    "path",
    [
        f"/awards/{SHOWING}/evidence/ST2",
        f"/awards/{SHOWING}/evidence/SHOW.2",
        "/awards/evidence/other/evidence/ST1",
        "/awards/no/such/evidence/ST1",
    ],
)
def test_no_rationale_is_taken_that_nobody_asks_for(mentor: Person, path: str) -> None:
    assert mentor.get(path).status_code == 404
    for post in (path, f"{path}/draft"):
        assert mentor.post(post, {"rationale": "x", "revision": "0"}).status_code == 404


def test_an_empty_rationale_and_one_without_end_are_refused(mentor: Person) -> None:
    path = f"/awards/{SHOWING}/evidence/ST1"
    for text in (" ", "x" * 10_001):
        page = mentor.post(path, {"rationale": text, "revision": "0"})
        assert page.status_code == 422
        assert 'href="#f-rationale"' in page.text


def test_a_reflection_of_a_module_is_taken_in_once(story: Story, mentor: Person) -> None:
    story.study(mentor)
    page = mentor.get("/portfolio/reflections").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    assert "among your evidence" in mentor.post("/portfolio/reflections", {"key": key[1]}).text
    mentor.post("/portfolio/reflections", {"key": key[1]})
    (item,) = items(story, mentor)
    assert item.form.kind == "reflection"
    assert item.from_module
    assert item.about
    assert item.own["text"].startswith("thought thought")
    other = enters(story, "bea")
    assert other.post("/portfolio/reflections", {"key": key[1]}).status_code == 404


def test_the_mentors_home_leads_to_the_portfolio(mentor: Person) -> None:
    assert "/portfolio" in mentor.get("/mine").text
    page = mentor.get("/portfolio").text
    assert f"/awards/{SHOWING}/evidence/ST1" in page
    assert "Please name no pupils" in page


def test_the_award_page_leads_to_the_rationale(story: Story, mentor: Person) -> None:
    page = awards.my_award(story.house, mentor.visit, SHOWING)
    assert page is not None
    assert f"/awards/{SHOWING}/evidence/ST1" in mentor.get(f"/awards/{SHOWING}").text
