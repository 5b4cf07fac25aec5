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
            "A mentor saved a reflection; its words stay in the product.",
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
            "A mentor rated every line of an audit.",
            ("$.result.completion", PARENT),
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
