"""The pages of a shared audit: rating, finishing, reviewing, planning, sharing; without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from lti_tool.usecases import awards, signing
from lti_tool.usecases.requests import token_of

from ..audited import AUDIT, AWARD, write_pack
from ..usecases.auditing import Auditor
from .sending import send, told
from .story import Person, Story, csrf_in

AT = f"/audits/{AUDIT}"
FIRST = f"{AT}/standards/ST1"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """One house for the module: every test has people of its own in it."""
    folder: Path = tmp_path_factory.mktemp("house")
    return Story(folder, packs=(write_pack(folder / "packs"),))


@pytest.fixture
def mentor(house: Story, request: pytest.FixtureRequest) -> Person:
    return house.enter(request.node.name[:60], "mentor", name="Amara Okafor")


def ratings(word: str, group: str = "ST1", lines: int = 5) -> dict[str, str]:
    return {f"{group}.{number}": word for number in range(1, lines + 1)}


def auditor(house: Story, person: Person) -> Auditor:
    return Auditor(house.house, person.visit)


def sent_by_script(person: Person, data: dict[str, str]) -> TestResponse:
    token = csrf_in(person.get(FIRST).text)
    form = {"round": "1", "csrf_token": token, **data}
    return person.browser.post(person.root + FIRST, data=form, headers=JSON)


# --- Rating -----------------------------------------------------------------------------------


def test_home_leads_to_the_audit_and_the_audit_to_its_first_page(mentor: Person) -> None:
    home = mentor.get("/mine").text
    assert f'href="{mentor.root}{AT}"' in home
    assert f'href="{mentor.root}{FIRST}"' in mentor.get(AT).text


def test_the_award_page_leads_to_it(house: Story, mentor: Person) -> None:
    enrol(house, mentor)
    assert f'href="{mentor.root}{AT}"' in mentor.get(f"/awards/{AWARD}").text


def test_a_rating_is_its_word_and_a_shape_beside_its_colour(mentor: Person) -> None:
    page = mentor.get(FIRST).text
    for word in ("Red", "Amber", "Green"):
        assert page.count(f'value="{word}"') == 5
        assert re.search(rf"<svg[^>]*>.*?</svg>{word}</span>", page)


def test_save_and_go_on_leads_from_standard_to_standard_to_what_is_left(mentor: Person) -> None:
    for number, lines in ((1, 5), (2, 9), (3, 5), (4, 2)):
        answer = send(
            mentor,
            f"{AT}/standards/ST{number}",
            {**ratings("Amber", f"ST{number}", lines), "note-strengths": "x", "round": "1"},
        )
        following = f"{AT}/standards/ST{number + 1}" if number < 4 else AT
        assert answer.status_code == 303
        assert answer.location.startswith(f"{mentor.root}{following}")
    page = mentor.get(AT).text
    assert "21 of 21 rated" in page
    assert "Finish the audit, and see the result" in page


def test_save_and_go_on_later_leads_back_and_says_so(mentor: Person) -> None:
    answer = mentor.post(FIRST, {"ST1.1": "Red", "round": "1", "then": "later"})
    assert "Your audit is saved so far" in answer.text
    assert "1 of 5 rated" in answer.text
    page = mentor.get(FIRST).text
    assert re.search(r'name="ST1.1"[^>]* value="Red" checked', page)


def test_what_was_saved_elsewhere_is_not_overwritten_and_what_was_typed_stays(
    mentor: Person,
) -> None:
    mentor.post(FIRST, {"ST1.1": "Red", "note-strengths": "there", "round": "1"})
    late = {"ST1.1": "Green", "note-strengths": "here", "round": "1", "revision": "0"}
    answer = send(mentor, FIRST, late)
    assert answer.status_code == 409
    assert "saved in another window" in answer.text
    assert re.search(r'name="ST1.1"[^>]* value="Green" checked', answer.text)
    assert "here</textarea>" in answer.text
    assert 'name="revision" value="1"' in answer.text
    assert "there</textarea>" in mentor.get(FIRST).text
    assert send(mentor, FIRST, {**late, "revision": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("data", "field"),
    [({"ST1.1": "Blue"}, "f-ST1.1"), ({"note-targets": "x" * 3001}, "f-note-targets")],
)
def test_what_cannot_be_kept_is_named_with_what_was_typed(
    mentor: Person, data: dict[str, str], field: str
) -> None:
    answer = send(mentor, FIRST, {**data, "ST1.2": "Green", "round": "1"})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert re.search(r'name="ST1.2"[^>]* value="Green" checked', answer.text)
    assert 'value="1"' not in re.findall(r'name="revision"[^>]*', mentor.get(FIRST).text)[0]


def test_lines_of_another_standard_are_left_alone(house: Story, mentor: Person) -> None:
    send(mentor, FIRST, {"ST1.1": "Red", "ST2.1": "Green", "note-nonsense": "x", "round": "1"})
    page = auditor(house, mentor).overview()
    assert [row.rated for row in page.rows] == [1, 0, 0, 0]


def test_what_is_typed_is_shown_as_text(mentor: Person) -> None:
    mentor.post(FIRST, {"note-strengths": "<script>alert(1)</script>", "round": "1"})
    assert "<script>alert" not in mentor.get(FIRST).text


@pytest.mark.parametrize(
    "path", ["/audits/acorn/none", f"{AT}/standards/ST9", f"{AT}/results/1", f"{AT}/plan/nothing"]
)
def test_what_is_not_there_is_not_found(mentor: Person, path: str) -> None:
    assert mentor.get(path).status_code == 404


# --- What the page's script is answered ---------------------------------------------------------


def test_a_script_hears_what_is_saved_and_where_to_go_on(mentor: Person) -> None:
    answer = told(sent_by_script(mentor, {"ST1.1": "Red", "write_id": "a"}))
    assert (answer["revision"], answer["saved"], answer["rated"]) == (
        1, "Saved 12:00", "1 of 5 rated",
    )  # fmt: skip
    assert answer["next"].startswith(f"{mentor.root}{AT}/standards/ST2")
    assert answer["later"].startswith(f"{mentor.root}{AT}?said=")


def test_a_script_is_told_of_two_versions(mentor: Person) -> None:
    sent_by_script(mentor, {"ST1.1": "Red", "write_id": "a"})
    stale = sent_by_script(mentor, {"ST1.1": "Green", "write_id": "b"})
    assert stale.status_code == 409
    assert (told(stale)["stale"], told(stale)["revision"]) == (True, 1)
    own = sent_by_script(mentor, {"ST1.1": "Green", "write_id": "c", "earlier": "a"})
    assert own.status_code == 200


def test_a_script_is_told_when_the_round_was_finished(house: Story, mentor: Person) -> None:
    token = csrf_in(mentor.get(FIRST).text)
    auditor(house, mentor).completes()
    answer = mentor.browser.post(
        mentor.root + FIRST, data={"csrf_token": token, "ST1.1": "Red"}, headers=JSON
    )
    assert answer.status_code == 409
    assert "finished" in told(answer)["error"]
    assert "stale" not in told(answer)


# --- Finishing and reviewing ----------------------------------------------------------------------


def test_finishing_too_early_names_what_is_missing_with_links(house: Story, mentor: Person) -> None:
    at_work = auditor(house, mentor)
    at_work.fills_in()
    at_work.saves(at_work.groups[2], notes={"strengths": ""}, revision=1)
    answer = send(mentor, f"{AT}/finish", {"round": "1"})
    assert answer.status_code == 422
    (link,) = re.findall(rf'href="{mentor.root}({AT}/standards/[^"]+)">Prof', answer.text)
    path, _, anchor = link.partition("#")
    assert path.endswith("/ST3")
    assert f'id="{anchor}"' in mentor.get(path).text


def test_finishing_with_nothing_at_all_names_all_of_it(mentor: Person) -> None:
    answer = send(mentor, f"{AT}/finish", {"round": "1"})
    assert answer.status_code == 422
    assert "25 things are still missing" in answer.text


def test_the_result_is_a_picture_and_the_same_in_words(house: Story, mentor: Person) -> None:
    auditor(house, mentor).fills_in("Red", targets="Listen longer")
    answer = mentor.post(f"{AT}/finish", {"round": "1"})
    assert "Your audit is complete" in answer.text
    assert "0 Green, 0 Amber, 21 Red" in answer.text
    result = mentor.get(f"{AT}/results/1").text
    assert result.count('class="heat-cell rating-low"') == 21
    assert result.count('<tr><th scope="row">') == 21
    assert "style=" not in result
    assert "Listen longer" in result
    assert "Since" not in result.partition("In words")[2], "a first round has nothing before it"


def test_a_finished_round_leads_on_to_a_review(house: Story, mentor: Person) -> None:
    auditor(house, mentor).completes()
    answer = mentor.browser.get(mentor.root + FIRST, follow_redirects=True)
    assert "begin a review" in answer.text
    late = mentor.post(FIRST, {"ST1.1": "Red", "round": "1"})
    assert "stays as it is" in late.text


def test_a_review_shows_last_time_and_then_what_has_moved(house: Story, mentor: Person) -> None:
    auditor(house, mentor).completes("Amber")
    assert "Your review has begun" in mentor.post(f"{AT}/review").text
    page = mentor.get(FIRST).text
    assert page.count("Last time: Amber") == 5
    assert page.count("checked") == 5
    auditor(house, mentor).fills_in("Green", round_number=2)
    answer = mentor.post(f"{AT}/finish", {"round": "2"})
    assert "Your review is complete" in answer.text
    assert "21 moved up, 0 moved down, 0 as before" in answer.text
    assert mentor.get(f"{AT}/results/2").text.count("was Amber, now Green") == 21
    assert "was Amber" not in mentor.get(f"{AT}/results/1").text


def test_a_review_before_the_first_round_is_refused_with_words(mentor: Person) -> None:
    answer = send(mentor, f"{AT}/review")
    assert answer.status_code == 409
    assert "Finish it first" in answer.text


# --- The plan -------------------------------------------------------------------------------------


def test_a_step_is_added_changed_done_opened_taken_off_and_put_back(
    house: Story, mentor: Person
) -> None:
    plan = f"{AT}/plan"
    assert "Nothing is planned now" in mentor.get(plan).text
    step = {"target": "Listen longer", "action": "Count", "due": "2026-12-01", "group": "ST2"}
    assert "By 1 December 2026" in mentor.post(plan, step).text
    (kept,) = auditor(house, mentor).steps()
    at = f"{plan}/{kept.id}"
    assert "Count</textarea>" in mentor.get(at).text
    assert "Ask more" in mentor.post(at, {**step, "target": "Ask more", "revision": "1"}).text
    assert (
        "Done on 20 November 2026"
        in mentor.post(f"{at}/done", {f"done_on-{kept.id}": "20/11/2026"}).text
    )
    assert "Mark as done" in mentor.post(f"{at}/not-done").text
    off = mentor.post(f"{at}/take-off").text
    assert "Put it back" in off
    assert "Mark as done" not in off
    assert "Mark as done" in mentor.post(f"{at}/put-back").text


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"target": "", "action": "Kept"}, "target"),
        ({"target": "Kept", "due": "soon"}, "due"),
        ({"target": "Kept", "group": "ST9"}, "group"),
    ],
)
def test_a_step_with_a_mistake_is_shown_again_as_typed(
    house: Story, mentor: Person, step: dict[str, str], field: str
) -> None:
    answer = send(mentor, f"{AT}/plan", step)
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert "Kept</textarea>" in answer.text
    assert auditor(house, mentor).steps() == []


def test_a_day_still_to_come_is_no_day_on_which_it_was_done(house: Story, mentor: Person) -> None:
    mentor.post(f"{AT}/plan", {"target": "Listen"})
    (kept,) = auditor(house, mentor).steps()
    answer = send(mentor, f"{AT}/plan/{kept.id}/done", {f"done_on-{kept.id}": "2030-01-01"})
    assert answer.status_code == 422
    assert f'id="e-done_on-{kept.id}"' in answer.text


def test_a_step_changed_in_another_window_is_not_overwritten(house: Story, mentor: Person) -> None:
    mentor.post(f"{AT}/plan", {"target": "Listen"})
    (kept,) = auditor(house, mentor).steps()
    mentor.post(f"{AT}/plan/{kept.id}", {"target": "There", "revision": "1"})
    answer = send(mentor, f"{AT}/plan/{kept.id}", {"target": "Here", "revision": "1"})
    assert answer.status_code == 409
    assert "Here</textarea>" in answer.text
    assert 'name="revision" value="2"' in answer.text


def test_another_mentors_step_is_not_there(house: Story, mentor: Person) -> None:
    mentor.post(f"{AT}/plan", {"target": "Listen"})
    (kept,) = auditor(house, mentor).steps()
    other = house.enter("somebody-else", "mentor")
    at = f"{AT}/plan/{kept.id}"
    assert other.get(at).status_code == 404
    for path in (at, f"{at}/done", f"{at}/not-done", f"{at}/take-off", f"{at}/put-back"):
        assert send(other, path, {"target": "Mine now"}).status_code == 404
    assert [step.target for step in auditor(house, mentor).steps()] == ["Listen"]


# --- Sharing --------------------------------------------------------------------------------------


def enrol(house: Story, person: Person) -> str:
    """Enter the award that asks for the audit; the enrolment's id."""
    details = {
        "mentor_name": "Amara Okafor",
        "email": "amara@oakfield.example",
        "school": "Oakfield School",
        "postcode": "W5 2AB",
        "pcm_name": "Ruth Adeyemi",
        "pcm_email": "r.adeyemi@oakfield.example",
    }
    awards.enrol(house.house, person.visit, AWARD, details, consent=True)
    page = awards.my_award(house.house, person.visit, AWARD)
    assert page is not None
    return page.enrolment_id


def link_of(house: Story, person: Person) -> str:
    house.vouch_for_the_school()
    signing.ask_pcm(house.house, person.visit, AWARD)
    page = awards.my_award(house.house, person.visit, AWARD)
    assert page is not None
    return f"/s/{token_of(house.house, page.requests[0].request_id)}"


def test_tutor_and_pcm_see_the_audit_while_it_is_shared(tmp_path: Path) -> None:
    house = Story(tmp_path, packs=(write_pack(tmp_path / "packs"),))
    mentor, tutor, office = house.enter("amara", "mentor"), house.tutor(), house.office()
    enrolment = enrol(house, mentor)
    auditor(house, mentor).completes("Green", targets="Listen longer")
    link = house.link_holder(link_of(house, mentor))
    record, at = f"/tutor/mentors/{enrolment}", f"/tutor/mentors/{enrolment}/audits/{AUDIT}"

    assert "has not shared the audit" in tutor.get(record).text
    assert "has not shared the audit" in link.get().text
    assert tutor.get(at).status_code == link.get(AT).status_code == 404

    assert "can now see the audit" in mentor.post(f"{AT}/sharing", {"shared": "yes"}).text
    assert f'href="{tutor.root}{at}"' in tutor.get(record).text
    assert f'href="{link.link}{AT}"' in link.get().text
    for page in (tutor.get(at), link.get(AT)):
        assert page.status_code == 200
        assert "21 Green, 0 Amber, 0 Red" in page.text
        assert "Listen longer" in page.text
        assert "<form" not in page.text

    seen_by_office = office.get(f"/office/mentors/{enrolment}").text
    assert "Audit against" not in seen_by_office
    assert "21 Green" not in seen_by_office
    assert office.get(f"/office/mentors/{enrolment}/audits/{AUDIT}").status_code == 404
    assert office.get(at).status_code == 403
    assert house.tutor("stranger", course="202").get(at).status_code == 404

    assert "Nobody but you" in mentor.post(f"{AT}/sharing", {"shared": "no"}).text
    assert tutor.get(at).status_code == link.get(AT).status_code == 404
    assert "21 Green" not in tutor.get(record).text
