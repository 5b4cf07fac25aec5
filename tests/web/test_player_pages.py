"""What the player's pages show of a module: terms, progress, the printed whole, the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lti_tool.domain.modules import Module, Reflection
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import Course
from lti_tool.usecases import study

from .sending import send, told
from .story import Person, Story, csrf_in

MODULE = "west-london/entry-1"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("house"))


@pytest.fixture
def mentor(story: Story) -> Person:
    sub = f"mentor{len(story.app.extensions.setdefault('met', []))}"
    story.app.extensions["met"].append(sub)
    return story.enter(sub, "mentor", name="Amara Okafor")


@pytest.fixture
def module(story: Story) -> Module:
    return story.house.library.module(MODULE)


def first_reflection(module: Module) -> tuple[str, Reflection]:
    return next(
        (section.id, block)
        for section in module.sections
        for block in section.activities
        if isinstance(block, Reflection)
    )


def write(mentor: Person, block_id: str, text: str, **fields: object) -> object:
    token = csrf_in(mentor.get("/leave").text)
    data = {"csrf_token": token, "revision": "0", "text": text, **fields}
    path = f"{mentor.root}/modules/{MODULE}/answers/{block_id}"
    return told(mentor.browser.post(path, data=data, headers=JSON))


# --- Terms ------------------------------------------------------------------------------------


def test_every_term_on_a_page_finds_its_meaning_there_once(mentor: Person, module: Module) -> None:
    marked = 0
    for section in module.sections:
        text = mentor.get(f"/modules/{MODULE}/sections/{section.id}").text
        for name in set(re.findall(r'class="term" popovertarget="(term-[\w-]+)"', text)):
            marked += 1
            assert text.count(f'popover id="{name}"') == 1
    assert marked > 3


def test_the_contents_page_explains_every_word_and_offers_every_sheet(
    mentor: Person, module: Module
) -> None:
    text = mentor.get(f"/modules/{MODULE}").text
    assert module.glossary
    assert all(f"<dt>{term.term}</dt>" in text for term in module.glossary)
    assert module.takeaways
    assert all(f"/takeaways/{sheet.id}.pdf" in text for sheet in module.takeaways)


def test_a_packs_own_links_lead_through_the_visit(mentor: Person, module: Module) -> None:
    found = 0
    for section in module.sections:
        text = mentor.get(f"/modules/{MODULE}/sections/{section.id}").text
        assert 'href="/modules/' not in text
        found += len(re.findall(rf'href="{mentor.root}/modules/{MODULE}/sections/', text))
    assert found > len(module.sections)


# --- Progress ---------------------------------------------------------------------------------


def test_a_page_says_how_far_it_is_and_how_long_the_module_still_takes(
    mentor: Person, module: Module
) -> None:
    section_id, block = first_reflection(module)
    section = module.section(section_id)
    before = mentor.get(f"/modules/{MODULE}/sections/{section_id}").text
    required = len(section.required)
    assert f"0 of {required} done on this page" in before
    assert f"About {section.minutes} minutes for this page" in before
    assert f"about {module.minutes} minutes left in the module" in before
    heard = write(mentor, block.id, "word " * block.minimum_words)
    assert isinstance(heard, dict)
    assert f"1 of {required} done on this page" in heard["progress"]
    assert "left in the module" in heard["progress"]


def test_what_follows_an_unheard_write_of_the_same_window_is_no_conflict(
    mentor: Person, module: Module
) -> None:
    _, block = first_reflection(module)
    write(mentor, block.id, "first", write_id="one")
    heard = write(mentor, block.id, "second", write_id="two", earlier="one")
    assert isinstance(heard, dict)
    assert heard["revision"] == 2
    other = write(mentor, block.id, "third", write_id="three", earlier="one")
    assert isinstance(other, dict)
    assert other["stale"] is True


# --- The whole module on paper ----------------------------------------------------------------


def test_the_printed_module_holds_every_page_and_what_the_mentor_wrote(
    mentor: Person, module: Module
) -> None:
    _, block = first_reflection(module)
    write(mentor, block.id, "What I saw on <Monday> morning")
    text = mentor.get(f"/modules/{MODULE}/print").text
    assert all(f'id="p-{section.id}"' in text for section in module.sections)
    assert all(f'id="ref-{reference.id}"' in text for reference in module.references)
    assert "What I saw on &lt;Monday&gt; morning" in text
    assert all(f'href="#{name}"' in text for name in re.findall(r'id="(term-[\w-]+)"', text)[:1])
    fragments = set(re.findall(r'href="#([\w-]+)"', text))
    assert fragments <= set(re.findall(r'id="([\w-]+)"', text))


def test_the_printed_module_gives_no_answer_of_the_quiz_away(
    mentor: Person, module: Module
) -> None:
    text = mentor.get(f"/modules/{MODULE}/print").text
    texts = [option.feedback for one in module.quiz.questions for option in one.options]
    assert all(words not in text for words in texts)


def test_the_module_is_saved_as_a_file_that_needs_and_betrays_nothing(
    mentor: Person, module: Module
) -> None:
    answer = mentor.get(f"/modules/{MODULE}/print/save")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert mentor.visit.handle not in answer.text
    assert "csrf" not in answer.text
    assert not re.search(r'(src|href)="/', answer.text)
    assert "<style>" in answer.text
    assert module.title.replace("'", "&#39;") in answer.text


# --- The end ----------------------------------------------------------------------------------


def deliver(story: Story, outcome: str | None) -> None:
    """What became of the scores that were sent to the gradebook of the course."""
    with story.house.units.writing() as unit:
        unit.session.query(Course).update({"line_items_url": "https://lms.example/items"})
        for message in unit.session.query(OutboxMessage).filter_by(kind="score"):
            message.outcome = outcome
            message.done_at = unit.now


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (None, "100 per cent is on its way to your course's gradebook."),
        ("delivered", "was told 100 per cent on 22 November 2026, 12:00."),
        ("failed", "has not taken the result of 100 per cent"),
    ],
)
def test_the_last_page_says_what_the_gradebook_was_told(
    tmp_path: Path, outcome: str | None, words: str
) -> None:
    story = Story(tmp_path)
    mentor = story.mentor("dora", name="Dora Lindqvist")
    story.study(mentor)
    deliver(story, outcome)
    text = mentor.get(f"/modules/{MODULE}/done").text.replace("&#39;", "'")
    assert words in text
    assert "in your portfolio" in text
    assert "hour of training" in text
    story.house.units.engine.dispose()


def test_where_a_course_has_no_gradebook_the_last_page_says_so(tmp_path: Path) -> None:
    story = Story(tmp_path)
    mentor = story.mentor("dora", name="Dora Lindqvist")
    story.study(mentor)
    assert "This course has no gradebook" in mentor.get(f"/modules/{MODULE}/done").text
    story.house.units.engine.dispose()


# --- The quiz while it is taken ---------------------------------------------------------------


def choose(
    mentor: Person, attempt: study.QuizView, number: int, **fields: str
) -> dict[str, object]:
    token = csrf_in(mentor.get("/leave").text)
    data = {"csrf_token": token, f"q-{attempt.questions[0].question.id}": str(number), **fields}
    path = f"{mentor.root}/modules/{MODULE}/quiz/{attempt.attempt_id}/choices"
    return told(mentor.browser.post(path, data=data, headers=JSON))


def test_what_is_ticked_is_ticked_on_every_device(story: Story, mentor: Person) -> None:
    attempt = study.start_quiz(story.house, mentor.visit, MODULE)
    assert choose(mentor, attempt, 1)["saved"] == "Saved 12:00"
    text = story.enter(mentor.visit.sub, "mentor").get(f"/modules/{MODULE}/quiz").text
    assert f'id="q-{attempt.questions[0].question.id}-1" checked' in text


def test_without_a_script_choices_are_kept_by_a_button(story: Story, mentor: Person) -> None:
    attempt = study.start_quiz(story.house, mentor.visit, MODULE)
    name = f"q-{attempt.questions[0].question.id}"
    path = f"/modules/{MODULE}/quiz/{attempt.attempt_id}/choices"
    sent = send(mentor, path, {name: "0", "revision": "0"})
    assert sent.status_code == 303
    assert "What you chose is kept." in mentor.browser.get(sent.headers["Location"]).text


def test_another_window_s_choices_are_not_handed_in_over(story: Story, mentor: Person) -> None:
    attempt = study.start_quiz(story.house, mentor.visit, MODULE)
    choose(mentor, attempt, 1)
    here = {f"q-{one.question.id}": "0" for one in attempt.questions}
    path = f"/modules/{MODULE}/quiz/{attempt.attempt_id}"
    refused = send(mentor, path, {**here, "revision": "0"})
    assert refused.status_code == 409
    assert "This quiz was changed in another window" in refused.text
    assert 'name="revision" value="1"' in refused.text
    assert send(mentor, path, {**here, "revision": "1"}).status_code == 303
