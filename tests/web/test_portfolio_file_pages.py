"""Files of evidence in the browser: taken with care, and given to few."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lti_tool.usecases import portfolio, signing
from lti_tool.usecases.portfolio_pages import portfolio_page
from lti_tool.usecases.portfolio_views import ItemView
from lti_tool.usecases.requests import token_of

from ..evidence_pack import SHOWING, pdf
from ..usecases.portfolios import upload
from .evidence import FORM, enters, has, record_of, send_file, story_in
from .story import Person, Story, csrf_in


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return story_in(tmp_path)


@pytest.fixture
def mentor(story: Story) -> Person:
    return enters(story)


def saved(answer: TestResponse) -> bytes:
    """What a browser would save; the server's file is closed as a server would."""
    content: bytes = answer.data
    answer.close()
    return content


def items(story: Story, person: Person) -> tuple[ItemView, ...]:
    return portfolio_page(story.house, person.visit).items


def test_a_file_comes_back_as_a_download_that_nothing_runs_in(story: Story, mentor: Person) -> None:
    page = send_file(mentor, "../../plan für Łukasz.pdf")
    assert "Your evidence is kept" in page.text
    file = items(story, mentor)[0].file
    assert file is not None
    assert file.name == "plan für Łukasz.pdf"
    answer = mentor.get(f"/portfolio/files/{file.id}")
    assert saved(answer) == pdf("../../plan für Łukasz.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_length == file.size


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<script>", "cannot be taken"),
        ("plan.pdf", b"<html><script>", "not what its name says"),
        ("plan.pdf.exe", b"MZ", "cannot be taken"),
        ("drawing.svg", b"<svg/>", "cannot be taken"),
        ("empty.pdf", b"", "is empty"),
    ],
)
def test_a_file_of_a_wrong_kind_is_refused_beside_its_field(
    story: Story, mentor: Person, name: str, content: bytes, words: str
) -> None:
    page = send_file(mentor, name, content)
    assert page.status_code == 422
    assert words in page.text
    assert 'value="A plan"' in page.text
    assert items(story, mentor) == ()


def keeps_only_small_files(story: Story) -> None:
    files = story.house.files
    assert files is not None
    story.app.extensions["house"] = replace(story.house, files=replace(files, largest=100_000))


def test_a_file_that_is_too_large_is_refused_beside_its_field_or_at_the_door(
    story: Story, mentor: Person
) -> None:
    keeps_only_small_files(story)
    page = send_file(mentor, "large.pdf", pdf("x" * 150_000))
    assert page.status_code == 422
    assert "100 kB at most" in page.text
    assert 'value="A plan"' in page.text
    page = mentor.browser.post(
        f"{mentor.root}/portfolio/new/file", **large_body(csrf_token(mentor), 1_300_000)
    )
    assert page.status_code == 413
    assert "100 kB at most" in page.text
    assert items(story, mentor) == ()


def csrf_token(person: Person) -> str:
    return csrf_in(person.get("/leave").text)


def large_body(token: str, size: int) -> dict[str, Any]:
    """A form with the page's token and a file of that size, as it goes over the wire."""
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--b\r\n'
        'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    )
    body = parts.encode() + pdf("x" * size) + b"\r\n--b--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=b"}


def test_a_larger_body_is_let_in_where_files_are_taken_and_nowhere_else(
    story: Story, mentor: Person
) -> None:
    body = large_body(csrf_token(mentor), 1_200_000)
    for path in (f"/awards/{SHOWING}/evidence/ST1", "/portfolio/reflections"):
        assert mentor.browser.post(mentor.root + path, **body).status_code == 413
    page = mentor.browser.post(f"{mentor.root}/portfolio/new/file", **body)
    assert page.status_code == 422  # it was read, and its other fields are missing


def test_a_file_without_the_pages_token_is_not_taken(story: Story, mentor: Person) -> None:
    data = {**FORM, "file": (io.BytesIO(pdf()), "plan.pdf")}
    answer = mentor.browser.post(f"{mentor.root}/portfolio/new/file", data=data)
    assert answer.status_code == 400
    assert items(story, mentor) == ()


def test_a_stranger_sends_nothing_large(story: Story, mentor: Person) -> None:
    body = large_body(csrf_token(mentor), 3_000_000)
    browser = story.app.test_client()
    assert browser.post("/l/guessed/portfolio/new/file", **body).status_code == 401
    tutor = story.tutor()
    assert tutor.browser.post(f"{tutor.root}/portfolio/new/file", **body).status_code == 403


def test_readers_of_a_record_get_what_is_tagged_to_its_award_and_no_more(
    story: Story, mentor: Person
) -> None:
    has(story, mentor, "file", title="For the award", upload=upload("in.pdf"))
    has(story, mentor, "file", title="For nobody", about=("ST3",), upload=upload("out.pdf"))
    inside, outside = (item.file.id for item in items(story, mentor) if item.file)
    enrolment_id = record_of(story, mentor).enrolment_id
    for reader, root in ((story.tutor(), "/tutor"), (story.office(), "/office")):
        at = f"{root}/mentors/{enrolment_id}"
        page = reader.get(at).text
        assert "For the award" in page
        assert "For nobody" not in page
        assert saved(reader.get(f"{at}/evidence/{inside}")) == pdf("in.pdf")
        assert reader.get(f"{at}/evidence/{outside}").status_code == 404
    far = story.tutor("far", course="999")
    assert far.get(f"/tutor/mentors/{enrolment_id}/evidence/{inside}").status_code == 404


def test_another_record_of_the_same_tutor_opens_no_file(story: Story, mentor: Person) -> None:
    has(story, mentor, "file")
    (item,) = items(story, mentor)
    assert item.file is not None
    other = record_of(story, enters(story, "bea")).enrolment_id
    tutor = story.tutor()
    assert tutor.get(f"/tutor/mentors/{other}/evidence/{item.file.id}").status_code == 404


def test_what_was_taken_out_is_out_for_readers(story: Story, mentor: Person) -> None:
    item_id = has(story, mentor, "file")
    file = items(story, mentor)[0].file
    assert file is not None
    portfolio.remove_item(story.house, mentor.visit, item_id)
    at = f"/tutor/mentors/{record_of(story, mentor).enrolment_id}"
    tutor = story.tutor()
    assert "A plan" not in tutor.get(at).text
    assert tutor.get(f"{at}/evidence/{file.id}").status_code == 404


def test_the_pcm_reads_evidence_through_the_link_as_long_as_it_can_be_answered(
    story: Story, mentor: Person
) -> None:
    has(story, mentor, "file", title="For the award")
    file = items(story, mentor)[0].file
    assert file is not None
    signing.ask_pcm(story.house, mentor.visit, SHOWING)
    story.vouch(story.office())
    (asked,) = record_of(story, mentor).requests
    holder = story.link_holder(f"/s/{token_of(story.house, asked.request_id)}")
    assert "For the award" in holder.get().text
    answer = holder.get(f"/evidence/{file.id}")
    assert saved(answer) == pdf("plan.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert holder.get("/evidence/other").status_code == 404
    holder.post("/decline", {"reason": "Not yet."})
    assert holder.get(f"/evidence/{file.id}").status_code == 404
    assert "For the award" not in holder.get().text
