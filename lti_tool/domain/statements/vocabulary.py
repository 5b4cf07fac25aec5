"""The verbs, activity types and extensions of our statements, in one table.

A published IRI is used wherever one says what is meant (ADL's vocabulary, cmi5, Activity Streams,
the Tin Can registry); the rest are ours and lie under ``<base>/xapi/``. The xAPI profile that the
product serves is made from these tables, and so are the statements: they cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ADL = "http://adlnet.gov/expapi/"
ADL_VERBS = "https://w3id.org/xapi/adl/verbs/"
CMI5_RESULT = "https://w3id.org/xapi/cmi5/result/extensions/"
STREAMS = "http://activitystrea.ms/schema/1.0/"
TINCAN = "http://id.tincanapi.com/"
OPIGNO = "https://www.opigno.org/en/tincan_registry/"


class TermKind(StrEnum):
    """What a term is, as the profile specification calls it."""

    VERB = "Verb"
    ACTIVITY_TYPE = "ActivityType"
    CONTEXT_EXTENSION = "ContextExtension"
    RESULT_EXTENSION = "ResultExtension"


_FOLDERS = {
    TermKind.VERB: "verbs",
    TermKind.ACTIVITY_TYPE: "activity-types",
    TermKind.CONTEXT_EXTENSION: "extensions",
    TermKind.RESULT_EXTENSION: "extensions",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary; ``published`` is its IRI where somebody else defined it."""

    key: str
    kind: TermKind
    label: str
    definition: str
    published: str | None = None
    schema: str | None = None
    """The JSON Schema of an extension's value, as JSON text."""

    def iri(self, base_url: str) -> str:
        """The term's IRI on the installation at ``base_url``."""
        return self.published or f"{base_url}/xapi/{_FOLDERS[self.kind]}/{self.key}"


def _verb(key: str, label: str, definition: str, published: str | None = None) -> Term:
    return Term(key, TermKind.VERB, label, definition, published)


def _type(key: str, label: str, definition: str, published: str | None = None) -> Term:
    return Term(key, TermKind.ACTIVITY_TYPE, label, definition, published)


INITIALIZED = _verb(
    "initialized", "initialized", "The mentor opened the module.", f"{ADL}verbs/initialized"
)
PROGRESSED = _verb(
    "progressed", "progressed", "The mentor got further in the module.", f"{ADL}verbs/progressed"
)
ANSWERED = _verb("answered", "answered", "The mentor answered a question.", f"{ADL}verbs/answered")
RESPONDED = _verb(
    "responded",
    "responded to",
    "Somebody answered an evaluation. What they answered is not in the statement.",
    f"{ADL}verbs/responded",
)
PASSED = _verb(
    "passed",
    "passed",
    "A quiz or a portfolio reached what it is measured by.",
    f"{ADL}verbs/passed",
)
FAILED = _verb(
    "failed", "failed", "A quiz or a portfolio has not reached it yet.", f"{ADL}verbs/failed"
)
COMPLETED = _verb(
    "completed", "completed", "Everything that is required was done.", f"{ADL}verbs/completed"
)
TERMINATED = _verb(
    "terminated", "terminated", "The mentor left the module.", f"{ADL}verbs/terminated"
)
DOWNLOADED = _verb(
    "downloaded", "downloaded", "The mentor downloaded a document.", f"{TINCAN}verb/downloaded"
)
PERFORMED = _verb(
    "performed",
    "performed",
    "The mentor did something outside the tool, such as mentoring a student teacher.",
    f"{TINCAN}verb/performed-offline",
)
REGISTERED = _verb(
    "registered", "registered", "The mentor entered for an award.", f"{ADL}verbs/registered"
)
WAIVED = _verb(
    "waived",
    "waived",
    "Prior experience stands in for the activities of a criterion.",
    f"{ADL_VERBS}waived",
)
RATED = _verb("rated", "rated", "The mentor rated one line of an audit.", f"{TINCAN}verb/rated")
EARNED = _verb(
    "earned", "earned", "A certificate was issued to the mentor.", f"{TINCAN}verb/earned"
)
CONFIRMED = _verb(
    "confirmed",
    "confirmed",
    "Somebody whose seat may say so confirmed that a requirement is met.",
    f"{STREAMS}confirm",
)
AGREED = _verb("agreed", "agreed", "The mentor agreed to a notice.", f"{STREAMS}agree")
CREATED = _verb(
    "created", "set", "The mentor put a target into their development plan.", f"{STREAMS}create"
)
ATTACHED = _verb(
    "attached", "added", "The mentor put evidence into their portfolio.", f"{STREAMS}attach"
)
UPDATED = _verb(
    "updated", "changed", "The mentor changed evidence in their portfolio.", f"{STREAMS}update"
)
RETRACTED = _verb(
    "retracted",
    "retracted",
    "What the statement in context said no longer counts from now on.",
    f"{STREAMS}retract",
)
APPLIED = _verb("applied", "applied for", "The mentor applied for an award.", f"{STREAMS}request")
ATTENDED = _verb("attended", "attended", "The mentor was there.", f"{ADL}verbs/attended")
SUBMITTED = _verb(
    "submitted", "handed in", "The mentor handed in their portfolio.", f"{STREAMS}submit"
)
REFLECTED = _verb(
    "reflected",
    "reflected on",
    "The actor wrote down a reflection on their own practice. The words themselves are not in the "
    "statement; their number is, as a result extension.",
)
OBSERVED = _verb(
    "observed",
    "observed",
    "The actor observed a mentor at work, in the seat that the context names, and wrote it down. "
    "What they wrote is not in the statement.",
)
SIGNED = _verb(
    "signed",
    "signed",
    "The actor signed the object in the seat that the context names. The digest in the context is "
    "the SHA-256 of what the signer was shown.",
)
SIGNATURE_VOIDED = _verb(
    "signature-voided",
    "voided a signature on",
    "A signature on the object no longer stands, because what it covered was changed. The context "
    "refers to the statement of that signature, which stays true as history.",
)
REVOKED = _verb(
    "revoked",
    "revoked",
    "The actor, for the issuer, declared that the object is no longer valid.",
)

MODULE = _type("module", "module", "An online training module.", f"{ADL}activities/module")
EVALUATION = _type(
    "evaluation",
    "evaluation",
    "A form that people answer about training, a school or each other's work.",
    f"{TINCAN}activitytype/survey",
)
SECTION = _type("section", "section", "One section of a module.", f"{ADL}activities/lesson")
QUIZ = _type("quiz", "quiz", "The quiz of a module.", f"{ADL}activities/assessment")
QUESTION = _type(
    "question", "question", "A question with options.", f"{ADL}activities/cmi.interaction"
)
SCENARIO = _type("scenario", "scenario", "A story with choices.", f"{TINCAN}activitytype/scenario")
REFLECTION = _type(
    "reflection", "reflection", "A prompt to write on.", f"{TINCAN}activitytype/essay"
)
COURSE = _type("course", "course", "A course in the LMS.", f"{ADL}activities/course")
PROFILE = _type("profile", "profile", "An xAPI profile.", f"{ADL}activities/profile")
CRITERION = _type(
    "criterion", "criterion", "Something an award requires.", f"{ADL}activities/objective"
)
AUDIT = _type(
    "audit", "audit", "A self-rating in several lines.", f"{TINCAN}activitytype/checklist"
)
AUDIT_ITEM = _type(
    "audit-item", "audit item", "One line of an audit.", f"{TINCAN}activitytype/checklist-item"
)
TARGET = _type(
    "target",
    "target",
    "A target of a mentor's development plan.",
    f"{TINCAN}activitytype/goal",
)
EVIDENCE = _type(
    "evidence",
    "evidence",
    "A piece of evidence in a mentor's portfolio.",
    f"{TINCAN}activitytype/resource",
)
DOCUMENT = _type(
    "document",
    "document",
    "A record sheet, a notice or a sheet to print.",
    f"{TINCAN}activitytype/document",
)
PERFORMANCE = _type(
    "performance",
    "performance",
    "Something done outside the tool that an award notes.",
    f"{ADL}activities/performance",
)
OBSERVATION = _type(
    "observation",
    "observation",
    "Something that a mentor does while somebody watches and writes it down on a form.",
)
LOG = _type(
    "log",
    "log",
    "What a mentor writes down each time they do something, such as a weekly meeting.",
)
EVENT = _type("event", "event", "A meeting such as a briefing.", f"{STREAMS}event")
PORTFOLIO = _type(
    "portfolio", "portfolio", "A mentor's portfolio for an award.", f"{STREAMS}collection"
)
CERTIFICATE = _type(
    "certificate", "certificate", "A certificate of an award.", f"{OPIGNO}activity_type/certificate"
)
MENTORING = _type(
    "mentoring",
    "mentoring",
    "A period in which somebody mentored a student teacher in a school.",
)
AWARD = _type(
    "award",
    "award",
    "One level of a scheme that certifies mentors of student teachers: it has criteria, each met "
    "or not, and signatures in a fixed order.",
)

PROGRESS = Term(
    "progress",
    TermKind.RESULT_EXTENSION,
    "progress",
    "How much of the module is done, in per cent (cmi5 9.5.5.1).",
    f"{CMI5_RESULT}progress",
)
REASON = Term(
    "reason",
    TermKind.RESULT_EXTENSION,
    "reason",
    "Why it was waived, in one of the words of cmi5 9.5.5.2.",
    f"{CMI5_RESULT}reason",
)
WORD_COUNT = Term(
    "word-count",
    TermKind.RESULT_EXTENSION,
    "word count",
    "The number of words written.",
    schema='{"type": "integer", "minimum": 0}',
)
SEAT = Term(
    "seat",
    TermKind.CONTEXT_EXTENSION,
    "seat",
    "The seat in which the actor acted: mentor, pcm, link_tutor, office, partnership_manager or "
    "panel.",
    schema='{"type": "string"}',
)
DIGEST = Term(
    "digest",
    TermKind.CONTEXT_EXTENSION,
    "digest",
    "SHA-256, in hexadecimal, of the record as the signer was shown it.",
    schema='{"type": "string", "pattern": "^[0-9a-f]{64}$"}',
)

VOCABULARY: tuple[Term, ...] = (
    INITIALIZED,
    PROGRESSED,
    ANSWERED,
    RESPONDED,
    PASSED,
    FAILED,
    COMPLETED,
    TERMINATED,
    DOWNLOADED,
    PERFORMED,
    REGISTERED,
    WAIVED,
    RATED,
    EARNED,
    CONFIRMED,
    AGREED,
    CREATED,
    ATTACHED,
    UPDATED,
    RETRACTED,
    APPLIED,
    ATTENDED,
    SUBMITTED,
    REFLECTED,
    OBSERVED,
    SIGNED,
    SIGNATURE_VOIDED,
    REVOKED,
    MODULE,
    EVALUATION,
    SECTION,
    QUIZ,
    QUESTION,
    SCENARIO,
    REFLECTION,
    COURSE,
    PROFILE,
    CRITERION,
    AUDIT,
    AUDIT_ITEM,
    TARGET,
    EVIDENCE,
    DOCUMENT,
    PERFORMANCE,
    OBSERVATION,
    LOG,
    EVENT,
    PORTFOLIO,
    CERTIFICATE,
    MENTORING,
    AWARD,
    PROGRESS,
    REASON,
    WORD_COUNT,
    SEAT,
    DIGEST,
)
"""Every term that a statement of ours can hold."""
