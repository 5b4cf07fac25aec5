"""Claims for credit elsewhere: what a pack of evidence holds, and what the claimant writes for it.

Universities let experienced mentors claim a module of a qualification for learning that they have
shown already (accreditation of prior experiential learning, APEL). The tool puts the claim
together; it awards no credit, and says so wherever a claim is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.errors import NotFound

NO_CREDIT = (
    "This pack awards no credit, and neither does the tool that made it. The university that "
    "receives the claim decides about it, by its own rules."
)


@dataclass(frozen=True, slots=True)
class CreditModule:
    """A module of the qualification. ``claimed``: whether this pack is a claim for it."""

    title: str
    credits: int
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """What the claimant writes about: one learning outcome of the module."""

    id: str
    title: str
    prompt: str


@dataclass(frozen=True, slots=True)
class ClaimPack:
    """A claim that a scheme prepares.

    ``awards`` are those whose records, evidence, reflections and certificates go in, in order;
    ``standards`` are codes of which evidence goes in as well.
    """

    id: str
    title: str
    words: str
    source: str
    qualification: str
    modules: tuple[CreditModule, ...]
    awards: tuple[str, ...]
    standards: tuple[str, ...]
    outcomes: tuple[ClaimOutcome, ...]

    def outcome(self, outcome_id: str) -> ClaimOutcome:
        """The outcome of that id.

        Raises:
            NotFound: the claim has none.
        """
        for one in self.outcomes:
            if one.id == outcome_id:
                return one
        raise NotFound("This claim asks nothing of that name. The link may be mistyped.")
