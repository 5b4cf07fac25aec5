"""xAPI 1.0.3 statements as plain values: who did what, when, and within which award or module.

Every function takes a :class:`StatementContext` and the id of the event it tells of, and returns a
statement ready for JSON. The id is made from the kind and the event, so building it again, on any
machine, gives the same statement and a Learning Record Store keeps it once.
"""

from lti_tool.domain.statements.building import (
    Actor,
    Course,
    Json,
    Named,
    StatementContext,
    registration_id,
    statement_id,
)
from lti_tool.domain.statements.kinds import KINDS, Kind
from lti_tool.domain.statements.profile import PROFILE_VERSION, profile_document
from lti_tool.domain.statements.record import (
    audit_completed,
    award_completed,
    certificate_earned,
    certificate_revoked,
    confirmation_withdrawn,
    confirmed,
    consent_given,
    consent_withdrawn,
    enrolled,
    rated,
    signature_voided,
    signed,
    waived,
)
from lti_tool.domain.statements.study import (
    Question,
    Sorting,
    items_sorted,
    module_completed,
    module_initialized,
    module_terminated,
    question_answered,
    quiz_finished,
    reflected,
    scenario_completed,
    section_progressed,
    takeaway_downloaded,
)
from lti_tool.domain.statements.vocabulary import VOCABULARY, Term, TermKind

__all__ = [
    "KINDS",
    "PROFILE_VERSION",
    "VOCABULARY",
    "Actor",
    "Course",
    "Json",
    "Kind",
    "Named",
    "Question",
    "Sorting",
    "StatementContext",
    "Term",
    "TermKind",
    "audit_completed",
    "award_completed",
    "certificate_earned",
    "certificate_revoked",
    "confirmation_withdrawn",
    "confirmed",
    "consent_given",
    "consent_withdrawn",
    "enrolled",
    "items_sorted",
    "module_completed",
    "module_initialized",
    "module_terminated",
    "profile_document",
    "question_answered",
    "quiz_finished",
    "rated",
    "reflected",
    "registration_id",
    "scenario_completed",
    "section_progressed",
    "signature_voided",
    "signed",
    "statement_id",
    "takeaway_downloaded",
    "waived",
]
