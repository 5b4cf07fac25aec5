"""The way to QMS through the pages: what was done, application, briefing, observation."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from .cumbria import AT, QMS, SAID, Cumbria
from .story import Person, Story


@pytest.fixture
def cumbria(tmp_path: Path) -> Cumbria:
    return Cumbria(Story(tmp_path))


class TestBeforeTheBriefing:
    def test_from_interest_to_enrolment(self, cumbria: Cumbria) -> None:
        cumbria.enters()
        assert "Record what you have done" in cumbria.mentor.get(AT).text
        assert "Not yet" in cumbria.mentor.get(f"{AT}/application").text
        cumbria.practises()
        assert "2 of 2" in cumbria.mentor.get(f"{AT}/practice").text
        cumbria.school_confirms()
        assert "Everything is there" in cumbria.mentor.get(f"{AT}/application").text
        cumbria.applies()
        desk = cumbria.tutor.get("/tutor/?mine=1").text
        assert "Amara Okafor" in desk
        record = cumbria.tutor.get(f"/tutor/mentors/{cumbria.id}").text
        assert "Secondary: IEP" in record
        assert "Applied on 22 November 2026" in record
        cumbria.confirms(cumbria.tutor, "tutor", "signed")
        assert "Amara Okafor" in cumbria.office.get("/office/").text
        cumbria.confirms(cumbria.office, "office", "enrolled")
        assert "book a place on one, or study it online" in cumbria.mentor.get(AT).text

    def test_an_application_that_is_not_ready_says_what_is_missing(self, cumbria: Cumbria) -> None:
        cumbria.enters()
        answer = cumbria.mentor.post(f"{AT}/application", {"agreed": "yes"})
        assert answer.status_code == 409
        assert "Two trainees in three years" in answer.text

    def test_the_form_for_a_trainee_keeps_what_was_typed(self, cumbria: Cumbria) -> None:
        cumbria.enters()
        answer = cumbria.mentor.post(
            f"{AT}/practice/trainees", {"first": "2025-02-30", "last": "", "detail": ""}
        )
        assert answer.status_code == 422
        assert "Please write the day like this" in answer.text
        assert 'value="2025-02-30"' in answer.text

    def test_an_entry_is_taken_back(self, cumbria: Cumbria) -> None:
        cumbria.enters()
        cumbria.practises()
        page = cumbria.mentor.get(f"{AT}/practice").text
        (first, _) = re.findall(r"/practice/([^/\"]+)/take-back", page)
        page = cumbria.mentor.post(f"{AT}/practice/{first}/take-back").text
        assert "it counts no more" in page
        assert "1 of 2" in page


class TestBriefings:
    def test_booked_taken_home_as_a_file_and_given_back(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        event = cumbria.plans()
        shown = cumbria.mentor.get(f"{AT}/briefings").text
        assert "29 March 2027" in shown
        assert "14:00 to 17:30" in shown
        assert "1 place free" in shown
        assert "You have a place" in cumbria.mentor.post(f"{AT}/briefings/{event}/book").text
        file = cumbria.mentor.get(f"{AT}/briefings/{event}/briefing.ics")
        assert file.content_type.startswith("text/calendar")
        assert "attachment" in file.headers["Content-Disposition"]
        assert "DTSTART:20270329T130000Z" in file.text
        assert "Amara Okafor" in cumbria.office.get(f"/office/briefings/{event}").text
        back = cumbria.mentor.post(f"{AT}/briefings/{event}/give-back").text
        assert "given back" in back
        assert cumbria.mentor.get(f"{AT}/briefings/{event}/briefing.ics").status_code == 404

    def test_before_enrolment_the_calendar_is_shown_and_nothing_booked(
        self, cumbria: Cumbria
    ) -> None:
        event = cumbria.plans()
        cumbria.enters()
        shown = cumbria.mentor.get(f"{AT}/briefings").text
        assert "Not yet" in shown
        assert f"{event}/book" not in shown
        assert cumbria.mentor.post(f"{AT}/briefings/{event}/book").status_code == 409

    def test_what_is_wrong_in_the_form_is_said_and_kept(self, cumbria: Cumbria) -> None:
        given = {"award_ids": QMS, "mode": "in person", "day": "2027-03-28", "starts": "01:30"}
        answer = cumbria.office.post("/office/briefings/new", given)
        assert answer.status_code == 422
        assert "The clocks go forward on this day" in answer.text
        assert 'value="01:30"' in answer.text

    def test_changed_called_off_and_stale(self, cumbria: Cumbria) -> None:
        event = cumbria.plans()
        at = f"/office/briefings/{event}"
        form = cumbria.office.get(f"{at}/change").text
        assert 'value="14:00"' in form
        given = {
            "award_ids": QMS,
            "mode": "online",
            "day": "2027-03-29",
            "starts": "15.00",
            "ends": "16.30",
            "place": "",
            "link": "https://meet.example/qms",
            "capacity": "4",
            "sequence": "0",
        }
        assert "The briefing is changed" in cumbria.office.post(f"{at}/change", given).text
        assert cumbria.office.post(f"{at}/change", given).status_code == 409
        assert cumbria.office.post(f"{at}/call-off", {"reason": ""}).status_code == 422
        assert "called off" in cumbria.office.post(f"{at}/call-off", {"reason": "Snow"}).text
        assert "Called off" in cumbria.office.get("/office/briefings").text

    def test_afterwards_the_office_says_who_was_there(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        event = cumbria.plans()
        cumbria.mentor.post(f"{AT}/briefings/{event}/book")
        cumbria.story.clock.at = datetime(2027, 3, 29, 18, tzinfo=UTC)
        office = cumbria.story.office()
        (field,) = re.findall(
            r'name="(attended-[^"]+)"', office.get(f"/office/briefings/{event}").text
        )
        page = office.post(f"/office/briefings/{event}/attended", {field: "online"}).text
        assert "The mentors see it on their records" in page
        mentor = cumbria.story.enter("amara", "mentor", name="Amara Okafor")
        assert "It can be handed in until 29 March 2028" in mentor.get(AT).text

    def test_a_tutor_records_one_in_school_and_takes_it_back(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        at = f"/tutor/mentors/{cumbria.id}/briefing"
        assert cumbria.tutor.post(at, {"on": "", "mode": ""}).status_code == 422
        page = cumbria.tutor.post(at, {"on": "2026-11-21", "mode": "in school"}).text
        assert "the mentor was at the briefing" in page
        (fact,) = re.findall(r"/briefing/([^/\"]+)/take-back", cumbria.tutor.get(at).text)
        assert "counts no more" in cumbria.tutor.post(f"{at}/{fact}/take-back").text


class TestTheObservation:
    def test_written_down_read_by_the_mentor_and_corrected(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        at = f"/tutor/mentors/{cumbria.id}/observations/feedback"
        form = cumbria.tutor.get(at).text
        assert "What went well" in form
        page = cumbria.tutor.post(at, {**SAID, "on": "2026-11-21", "known": ""}).text
        assert "Your observation is kept" in page
        assert "Asked before telling" in cumbria.mentor.get(AT).text
        again = cumbria.tutor.get(at).text
        assert "Asked before telling" in again
        (known,) = re.findall(r'name="known" value="([^"]+)"', again)
        changed = {**SAID, "strengths": "Listened first", "on": "2026-11-21", "known": known}
        cumbria.tutor.post(at, changed)
        shown = cumbria.mentor.get(AT).text
        assert "Listened first" in shown
        assert "Asked before telling" not in shown

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        at = f"/tutor/mentors/{cumbria.id}/observations/feedback"
        answer = cumbria.tutor.post(at, {"strengths": "Patience", "on": "2026-11-21"})
        assert answer.status_code == 422
        assert "Please fill in “What was observed”" in answer.text
        assert "Patience" in answer.text

    def test_it_is_not_the_office_s_nor_anybody_else_s(self, cumbria: Cumbria) -> None:
        cumbria.is_enrolled()
        path = f"mentors/{cumbria.id}/observations/feedback"
        assert cumbria.office.get(f"/office/{path}").status_code == 403
        elsewhere = cumbria.story.tutor("zoe", course="999")
        assert elsewhere.get(f"/tutor/{path}").status_code == 404
        nothing = f"/tutor/mentors/{cumbria.id}/observations/nothing"
        assert cumbria.tutor.get(nothing).status_code == 404


class TestToTheCertificate:
    def test_the_whole_way_with_a_referral(self, cumbria: Cumbria) -> None:
        cumbria.is_briefed()
        shown = cumbria.mentor.get(f"{AT}/handing-in").text
        assert "until <strong>21 November 2027</strong>" in shown
        assert cumbria.mentor.post(f"{AT}/handing-in", {"agreed": "yes"}).status_code == 409
        cumbria.adds_evidence()
        assert cumbria.mentor.post(f"{AT}/handing-in").status_code == 422
        assert "is handed in" in cumbria.mentor.post(f"{AT}/handing-in", {"agreed": "yes"}).text
        at = f"/tutor/mentors/{cumbria.id}/observations/feedback"
        cumbria.tutor.post(at, {**SAID, "on": "2026-11-21", "known": ""})
        chair, second = cumbria.panellist("chris"), cumbria.panellist("sam")
        self.panel_says(cumbria, chair, second, "refer", "Please say more about ST3.")
        shown = cumbria.mentor.get(f"{AT}/handing-in").text
        assert "Please say more about ST3." in shown
        cumbria.story.clock.on(minutes=5)
        assert "is handed in" in cumbria.mentor.post(f"{AT}/handing-in", {"agreed": "yes"}).text
        cumbria.story.clock.on(minutes=5)
        self.panel_says(cumbria, chair, second, "passed", "Well told.")
        self.sign(cumbria, cumbria.tutor, "tutor")
        assert "your-signature" not in second.get(f"/panel/mentors/{cumbria.id}").text
        self.sign(cumbria, chair, "panel")
        issued = cumbria.office.post(f"/office/mentors/{cumbria.id}/issue")
        assert "The certificate has been issued" in issued.text
        assert "Congratulations" in cumbria.mentor.get(AT).text

    def panel_says(
        self, cumbria: Cumbria, chair: Person, second: Person, decision: str, words: str
    ) -> None:
        ids = [chair.visit.person_id, second.visit.person_id]
        given: dict[str, Any] = {"readers": ids, "chair": ids[0]}
        at = f"mentors/{cumbria.id}/panel"
        assert "Not written yet" in cumbria.office.post(f"/office/{at}", given).text
        record = chair.get(f"/panel/mentors/{cumbria.id}").text
        assert "A talk" in record
        said = {"note": f"My note: {decision}", "recommendation": decision}
        for reader in (chair, second):
            assert "Your note is kept" in reader.post(f"/panel/{at}/reading", said).text
        answer = chair.post(f"/panel/{at}/decision", {"decision": "", "words": ""})
        assert answer.status_code == 422
        page = chair.post(f"/panel/{at}/decision", {"decision": decision, "words": words})
        assert "The decision is kept" in page.text
        assert f"My note: {decision}" not in cumbria.mentor.get(f"{AT}/handing-in").text

    def sign(self, cumbria: Cumbria, person: Person, part: str) -> None:
        given = {
            "digest": cumbria.page.digest,
            "agreed": "yes",
            "name_typed": person.visit.name,
        }
        page = person.post(f"/{part}/mentors/{cumbria.id}/sign", given)
        assert "your signature has been kept" in page.text

    def test_on_paper_and_with_more_time(self, cumbria: Cumbria) -> None:
        cumbria.is_briefed()
        cumbria.story.clock.on(days=400)
        office, tutor = cumbria.story.office(), cumbria.story.tutor()
        at = f"mentors/{cumbria.id}/portfolio"
        assert "The time is over" in tutor.get(f"/tutor/{at}").text
        late = {"on": cumbria.story.clock.today().isoformat()}
        assert tutor.post(f"/tutor/{at}/received", late).status_code == 409
        assert office.post(f"/office/{at}/extend", {"until": "", "reason": ""}).status_code == 422
        more = {"until": "2028-03-01", "reason": "She was ill."}
        assert "has more time" in office.post(f"/office/{at}/extend", more).text
        assert "has arrived on paper" in tutor.post(f"/tutor/{at}/received", late).text
        assert any("She was ill." in one for one in cumbria.story.letters("amara@oakfield.example"))


class TestWhatIsNotTheirs:
    def test_another_mentor_finds_nothing_of_it(self, cumbria: Cumbria) -> None:
        cumbria.is_briefed()
        event = cumbria.plans()
        cumbria.mentor.post(f"{AT}/briefings/{event}/book")
        cumbria.adds_evidence()
        cumbria.hands_in()
        eve = cumbria.story.enter("eve", "mentor", name="Eve Else")
        assert eve.get(f"{AT}/briefings/{event}/briefing.ics").status_code == 404
        assert eve.post(f"{AT}/briefings/{event}/give-back").status_code == 404
        assert eve.post(f"{AT}/handing-in/take-back").status_code == 404
        assert eve.get(f"{AT}/application").status_code == 404
        for part in ("tutor", "office", "panel"):
            assert eve.get(f"/{part}/mentors/{cumbria.id}").status_code == 403
        assert "You have a place" in cumbria.mentor.get(f"{AT}/briefings").text

    def test_a_tutor_of_another_course_records_nothing(self, cumbria: Cumbria) -> None:
        cumbria.is_briefed()
        cumbria.adds_evidence()
        cumbria.hands_in()
        elsewhere = cumbria.story.tutor("zoe", course="999")
        at = f"/tutor/mentors/{cumbria.id}"
        today = {"on": cumbria.story.clock.today().isoformat()}
        for path, given in (
            ("portfolio/received", today),
            ("portfolio/take-back", {}),
            ("briefing", {**today, "mode": "in school"}),
            ("observations/feedback", SAID),
        ):
            assert elsewhere.post(f"{at}/{path}", given).status_code == 404, path
        assert "With the panel" in cumbria.mentor.get(f"{AT}/handing-in").text

    def test_of_the_panel_only_the_chair_decides_and_only_once(self, cumbria: Cumbria) -> None:
        cumbria.is_briefed()
        cumbria.adds_evidence()
        cumbria.hands_in()
        outsider = cumbria.panellist("otto")
        cumbria.panel_decides()
        at = f"/panel/mentors/{cumbria.id}/panel"
        said = {"decision": "not passed", "words": "Otherwise."}
        for person in (cumbria.panellist("chris"), cumbria.panellist("sam"), outsider):
            answer = person.post(f"{at}/decision", said)
            assert answer.status_code == 409
            assert "Nothing is with the panel now" in answer.text
        assert "The panel has passed your portfolio" in cumbria.mentor.get(f"{AT}/handing-in").text
