"""Every kind of statement: its verb, what it is about, and what must be in it.

A kind's key is the name of the function that builds it; it is part of the statement's id, so it
never changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.domain.statements import vocabulary as v


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind; ``included`` are JSONPaths that every such statement has beside the common ones."""

    key: str
    verb: v.Term
    activity_type: v.Term
    definition: str
    included: tuple[str, ...] = ()


def _extension(where: str, term: v.Term) -> str:
    # Own extensions lie under the base URL, so a profile's rule fills this in (see profile.py).
    return f"$.{where}.extensions['{term.published or '{' + term.key + '}'}']"


DURATION = "$.result.duration"
PARENT = "$.context.contextActivities.parent[0]"
OTHER_STATEMENT = "$.context.statement"

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("module_initialized", v.INITIALIZED, v.MODULE, "A mentor opened a module."),
        Kind(
            "section_progressed",
            v.PROGRESSED,
            v.MODULE,
            "A mentor finished a section; the whole module stands at the given per cent.",
            (_extension("result", v.PROGRESS), "$.context.contextActivities.other[0]"),
        ),
        Kind(
            "question_answered",
            v.ANSWERED,
            v.QUESTION,
            "A mentor answered a question, in a section or in the quiz.",
            ("$.result.success", PARENT),
        ),
        Kind(
            "scenario_completed",
            v.COMPLETED,
            v.SCENARIO,
            "A mentor walked a scenario to one of its endings.",
            ("$.result.completion", PARENT),
        ),
        Kind(
            "quiz_passed",
            v.PASSED,
            v.QUIZ,
            "An attempt at a quiz reached the pass mark.",
            ("$.result.score.scaled", "$.result.success", DURATION, PARENT),
        ),
        Kind(
            "quiz_failed",
            v.FAILED,
            v.QUIZ,
            "An attempt at a quiz did not reach the pass mark.",
            ("$.result.score.scaled", "$.result.success", DURATION, PARENT),
        ),
        Kind(
            "reflected",
            v.REFLECTED,
            v.REFLECTION,
            "A mentor saved a reflection, in a module or for an award; its words stay here.",
            (_extension("result", v.WORD_COUNT), PARENT),
        ),
        Kind(
            "takeaway_downloaded",
            v.DOWNLOADED,
            v.DOCUMENT,
            "A mentor downloaded a sheet to print; told once for each sheet.",
            (PARENT,),
        ),
        Kind(
            "module_completed",
            v.COMPLETED,
            v.MODULE,
            "A mentor did everything that a module requires.",
            ("$.result.completion", DURATION),
        ),
        Kind("module_terminated", v.TERMINATED, v.MODULE, "A mentor left a module.", (DURATION,)),
        Kind("enrolled", v.REGISTERED, v.AWARD, "A mentor entered for an award."),
        Kind(
            "rated",
            v.RATED,
            v.AUDIT_ITEM,
            "A mentor rated one line of an audit.",
            ("$.result.response", "$.result.score.raw", PARENT),
        ),
        Kind(
            "audit_completed",
            v.COMPLETED,
            v.AUDIT,
            "A mentor rated every line of an audit, for the first time or in a review.",
            ("$.result.completion",),
        ),
        Kind(
            "target_set",
            v.CREATED,
            v.TARGET,
            "A mentor put a target into their development plan; its words stay in the product.",
            (PARENT,),
        ),
        Kind(
            "target_met",
            v.COMPLETED,
            v.TARGET,
            "A mentor marked a target of their development plan as done.",
            ("$.result.completion", PARENT),
        ),
        Kind(
            "target_reopened",
            v.RETRACTED,
            v.TARGET,
            "A target that was marked as done is to be done after all.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "mentoring_recorded",
            v.PERFORMED,
            v.MENTORING,
            "A mentor recorded a period of mentoring; with its length when it has ended.",
        ),
        Kind(
            "mentoring_withdrawn",
            v.RETRACTED,
            v.MENTORING,
            "A recorded period of mentoring no longer counts.",
            (OTHER_STATEMENT,),
        ),
        Kind(
            "activity_done",
            v.PERFORMED,
            v.PERFORMANCE,
            "A mentor did one of the activities that an award notes.",
            (PARENT,),
        ),
        Kind(
            "activity_withdrawn",
            v.RETRACTED,
            v.PERFORMANCE,
            "What was said about an optional activity no longer counts.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "log_signed_off",
            v.SIGNED,
            v.LOG,
            "A mentor signed off an entry of a log that an award asks for.",
            (_extension("context", v.SEAT), _extension("context", v.DIGEST), PARENT),
        ),
        Kind(
            "log_corrected",
            v.RETRACTED,
            v.LOG,
            "An entry of a log no longer counts: it was corrected and signed off anew.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "evidence_added",
            v.ATTACHED,
            v.EVIDENCE,
            "A mentor put evidence into their portfolio; what it says stays in the product.",
        ),
        Kind("evidence_changed", v.UPDATED, v.EVIDENCE, "A mentor changed a piece of evidence."),
        Kind(
            "evidence_removed",
            v.RETRACTED,
            v.EVIDENCE,
            "A mentor took a piece of evidence out of their portfolio.",
            (OTHER_STATEMENT,),
        ),
        Kind(
            "rationale_written",
            v.REFLECTED,
            v.CRITERION,
            "A mentor saved why their evidence shows a standard; its words stay in the product.",
            (_extension("result", v.WORD_COUNT), PARENT),
        ),
        Kind(
            "confirmed",
            v.CONFIRMED,
            v.CRITERION,
            "Somebody in a seat confirmed a requirement of an award.",
            (_extension("context", v.SEAT), PARENT),
        ),
        Kind(
            "confirmation_withdrawn",
            v.RETRACTED,
            v.CRITERION,
            "A confirmation or waiver no longer counts.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "waived",
            v.WAIVED,
            v.CRITERION,
            "Prior experience stands in for a criterion's activities.",
            (_extension("result", v.REASON), "$.result.success", "$.result.completion", PARENT),
        ),
        Kind(
            "evaluation_answered",
            v.RESPONDED,
            v.EVALUATION,
            "Somebody answered an evaluation; what they answered stays in the product.",
        ),
        Kind("applied", v.APPLIED, v.AWARD, "A mentor applied for an award."),
        Kind(
            "briefing_attended",
            v.ATTENDED,
            v.EVENT,
            "A mentor was at a briefing of an award.",
            (PARENT,),
        ),
        Kind(
            "attendance_withdrawn",
            v.RETRACTED,
            v.EVENT,
            "That a mentor was at a briefing no longer counts.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "observed",
            v.OBSERVED,
            v.OBSERVATION,
            "Somebody observed a mentor at work, on a form of the award.",
            (_extension("context", v.SEAT), PARENT),
        ),
        Kind(
            "observation_withdrawn",
            v.RETRACTED,
            v.OBSERVATION,
            "An observation no longer counts: it was written down anew.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "portfolio_submitted",
            v.SUBMITTED,
            v.PORTFOLIO,
            "A mentor handed in their portfolio, here or on paper.",
            (PARENT,),
        ),
        Kind(
            "portfolio_withdrawn",
            v.RETRACTED,
            v.PORTFOLIO,
            "A portfolio that was handed in was taken back before anybody read it.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "portfolio_passed",
            v.PASSED,
            v.PORTFOLIO,
            "A panel passed a mentor's portfolio.",
            ("$.result.success", PARENT),
        ),
        Kind(
            "portfolio_failed",
            v.FAILED,
            v.PORTFOLIO,
            "A panel asked for more, or did not pass a mentor's portfolio.",
            ("$.result.success", PARENT),
        ),
        Kind(
            "signed",
            v.SIGNED,
            v.DOCUMENT,
            "Somebody signed the record sheet of an award.",
            (_extension("context", v.SEAT), _extension("context", v.DIGEST), PARENT),
        ),
        Kind(
            "signature_voided",
            v.SIGNATURE_VOIDED,
            v.DOCUMENT,
            "A signature on a record sheet no longer stands.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "award_completed",
            v.COMPLETED,
            v.AWARD,
            "Every criterion of an award is met and every signature stands.",
            ("$.result.completion",),
        ),
        Kind(
            "certificate_earned",
            v.EARNED,
            v.CERTIFICATE,
            "The office issued a certificate to a mentor.",
            (PARENT,),
        ),
        Kind(
            "certificate_revoked",
            v.REVOKED,
            v.CERTIFICATE,
            "The office revoked a certificate.",
            (OTHER_STATEMENT, PARENT),
        ),
        Kind(
            "consent_given",
            v.AGREED,
            v.DOCUMENT,
            "A mentor agreed to the sharing of their record between providers.",
        ),
        Kind(
            "consent_withdrawn",
            v.RETRACTED,
            v.DOCUMENT,
            "A mentor withdrew that agreement.",
            (OTHER_STATEMENT,),
        ),
    )
}
