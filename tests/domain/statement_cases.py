"""One statement of every kind, as the tests of statements look at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from lti_tool.domain import statements as s
from lti_tool.domain.seats import Seat

from .evidence_statements import evidence_cases
from .practice_statements import practice_cases
from .route_statements import route_cases

BASE = "https://mentors.example.ac.uk"
MENTOR = s.Actor("https://moodle.example.ac.uk", "7")
PCM = s.Actor(BASE, "person-51")
CTX = s.StatementContext(
    base_url=BASE,
    actor=MENTOR,
    at=datetime(2026, 11, 20, 16, 5, 30, 250_000, tzinfo=UTC),
    course=s.Course("course-1", "Mentoring at Example University"),
    platform="Example Moodle",
    registration=s.registration_id(BASE, "enrolment-1"),
)
BY_PCM = s.StatementContext(
    base_url=BASE, actor=PCM, at=CTX.at, registration=CTX.registration, platform=None
)
MODULE = s.Named("west-london/entry-1", "Processes and paperwork", "2026.1")
AWARD = s.Named("west-london/entry", "Entry", "2026.2")
SECTION = s.Named("who-does-what", "Who does what")
QUIZ = s.Named("final", "What do you know now?")
QUESTION = s.Question(
    "first-meeting",
    "What does the mentor bring?",
    (("a", "The timetable"), ("b", "Nothing")),
    ("a",),
)
SORTING = s.Sorting(
    "whose-job",
    "Who does each of these?",
    (("i1", "Signs second"), ("i2", "Issues the certificate")),
    (("pcm", "PCM"), ("office", "Office")),
    (("i1", "pcm"), ("i2", "office")),
)
AUDIT = s.Named("self-check", "Self-check")
SHARED_AUDIT = s.Named("national-standards/rag", "Audit against the National Standards")
TARGET = s.Named("step-1", "Target: ST1")
SHEET = s.Named("record-1", "Record sheet")
CERTIFICATE = s.Named("certificate-1", "Entry certificate")
NOTICE = s.Named("2026-1", "Sharing between providers")
DIGEST = "ab" * 32
Case = Callable[[], s.Json]

CASES: dict[str, Case] = {
    "module_initialized": lambda: s.module_initialized(CTX, event_id="e1", module=MODULE),
    "section_progressed": lambda: s.section_progressed(
        CTX, event_id="e2", module=MODULE, section=SECTION, progress=40
    ),
    "question_answered": lambda: s.question_answered(
        CTX, event_id="e3", module=MODULE, question=QUESTION, chosen=["b"], quiz=QUIZ
    ),
    "items_sorted": lambda: s.items_sorted(
        CTX,
        event_id="e4",
        module=MODULE,
        sorting=SORTING,
        placed=[("i1", "pcm"), ("i2", "office")],
    ),
    "scenario_completed": lambda: s.scenario_completed(
        CTX,
        event_id="e5",
        module=MODULE,
        scenario=s.Named("missed-meeting", "The meeting that did not happen"),
        ending="skipped",
    ),
    "quiz_passed": lambda: s.quiz_finished(
        CTX,
        event_id="e6",
        module=MODULE,
        quiz=QUIZ,
        right=9,
        of=10,
        passed=True,
        duration=timedelta(minutes=6, seconds=1.5),
    ),
    "quiz_failed": lambda: s.quiz_finished(
        CTX,
        event_id="e7",
        module=MODULE,
        quiz=QUIZ,
        right=1,
        of=3,
        passed=False,
        duration=timedelta(seconds=59),
    ),
    "reflected": lambda: s.reflected(
        CTX,
        event_id="e8",
        module=MODULE,
        reflection=s.Named("first-week", "Your first week"),
        words=42,
    ),
    "award_reflected": lambda: s.award_reflected(
        CTX,
        event_id="e90",
        award=AWARD,
        reflection=s.Named("closing", "Closing reflection"),
        words=120,
    ),
    "takeaway_downloaded": lambda: s.takeaway_downloaded(
        CTX, event_id="e24", module=MODULE, takeaway=s.Named("agenda", "Agenda")
    ),
    "module_completed": lambda: s.module_completed(
        CTX, event_id="e9", module=MODULE, duration=timedelta(hours=1, seconds=2)
    ),
    "module_terminated": lambda: s.module_terminated(
        CTX, event_id="e10", module=MODULE, duration=timedelta(minutes=20)
    ),
    "enrolled": lambda: s.enrolled(CTX, event_id="e11", award=AWARD),
    "rated": lambda: s.rated(
        CTX,
        event_id="e12",
        award=AWARD,
        audit=AUDIT,
        item=s.Named("timetable", "I can set a timetable"),
        rating="Partly",
        position=2,
        of=3,
    ),
    "audit_completed": lambda: s.audit_completed(CTX, event_id="e13", award=AWARD, audit=AUDIT),
    "shared_audit_rated": lambda: s.rated(
        CTX,
        event_id="e25",
        award=None,
        audit=SHARED_AUDIT,
        item=s.Named("ST1.2", "Uses a range of interpersonal skills"),
        rating="Amber",
        position=2,
        of=3,
    ),
    "shared_audit_completed": lambda: s.audit_completed(
        CTX, event_id="e26", award=None, audit=SHARED_AUDIT
    ),
    "target_set": lambda: s.target_set(CTX, event_id="e27", audit=SHARED_AUDIT, target=TARGET),
    "target_met": lambda: s.target_met(CTX, event_id="e28", audit=SHARED_AUDIT, target=TARGET),
    "target_reopened": lambda: s.target_reopened(
        CTX,
        event_id="e29",
        audit=SHARED_AUDIT,
        target=TARGET,
        met=s.statement_id(BASE, "target_met", "e28"),
    ),
    "evaluation_answered": lambda: s.evaluation_answered(
        CTX, event_id="e95", evaluation=s.Named("acorn/training", "Your training as a mentor")
    ),
    "confirmed": lambda: s.confirmed(
        BY_PCM,
        event_id="e14",
        award=AWARD,
        requirement=s.Named("ENTRY.3/timetable", "An appropriate timetable is set"),
        seat=Seat.PCM,
    ),
    "confirmation_withdrawn": lambda: s.confirmation_withdrawn(
        BY_PCM,
        event_id="e15",
        award=AWARD,
        requirement=s.Named("ENTRY.3/timetable", "An appropriate timetable is set"),
        withdrawn=s.statement_id(BASE, "confirmed", "e14"),
    ),
    "waived": lambda: s.waived(
        CTX,
        event_id="e16",
        award=AWARD,
        criterion=s.Named("ENTRY.5", "Joint observation"),
        approved_by=PCM,
    ),
    "signed": lambda: s.signed(
        BY_PCM, event_id="e17", award=AWARD, sheet=SHEET, seat=Seat.PCM, digest=DIGEST
    ),
    "signature_voided": lambda: s.signature_voided(
        CTX,
        event_id="e18",
        award=AWARD,
        sheet=SHEET,
        signature=s.statement_id(BASE, "signed", "e17"),
    ),
    "award_completed": lambda: s.award_completed(CTX, event_id="e19", award=AWARD),
    "certificate_earned": lambda: s.certificate_earned(
        CTX, event_id="e20", award=AWARD, certificate=CERTIFICATE
    ),
    "certificate_revoked": lambda: s.certificate_revoked(
        CTX,
        event_id="e21",
        award=AWARD,
        certificate=CERTIFICATE,
        earned=s.statement_id(BASE, "certificate_earned", "e20"),
    ),
    "consent_given": lambda: s.consent_given(
        CTX, event_id="e22", scheme="west-london", notice=NOTICE
    ),
    "consent_withdrawn": lambda: s.consent_withdrawn(
        CTX,
        event_id="e23",
        scheme="west-london",
        notice=NOTICE,
        given=s.statement_id(BASE, "consent_given", "e22"),
    ),
    **practice_cases(CTX, AWARD),
    **route_cases(CTX, BY_PCM, AWARD),
    **evidence_cases(CTX, AWARD),
}
