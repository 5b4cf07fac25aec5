"""Applying for an award: what must hold before, and what waits for it.

What stands beside an application in its row is given in the order of the row: the tutor signs what
has been sent, and the office enrols whom the tutor supports.
"""

from __future__ import annotations

from lti_tool.domain.progress import CriterionStatus, Record, RequirementStatus
from lti_tool.domain.requirements import ApplicationMade
from lti_tool.domain.schemes import Award


def application_of(award: Award) -> ApplicationMade | None:
    """The application that the award asks for, if it asks for one."""
    found = (r for _, r in award.requirements() if isinstance(r, ApplicationMade))
    return next(found, None)


def application_row(record: Record) -> CriterionStatus | None:
    """The row that the application stands in."""
    for row in record.criteria:
        if any(isinstance(status.requirement, ApplicationMade) for status in row.requirements):
            return row
    return None


def rows_before(record: Record) -> tuple[CriterionStatus, ...]:
    """The rows that must hold before the mentor can apply."""
    application = application_of(record.award)
    after = application.after if application else ()
    return tuple(row for row in record.criteria if row.criterion.id in after)


def may_apply(record: Record) -> bool:
    """Whether everything that the application waits for holds."""
    return application_of(record.award) is not None and all(r.met for r in rows_before(record))


def too_early(record: Record) -> frozenset[str]:
    """Ids of requirements that nobody can give yet, because something before them is missing."""
    row = application_row(record)
    if row is None:
        return frozenset()
    waiting = [status for status in row.requirements if not status.met]
    return frozenset(status.requirement.id for status in waiting[1:])


def whose_turn(record: Record) -> RequirementStatus | None:
    """What an application that has been sent waits for; nothing before, and once its row holds."""
    row = application_row(record)
    missing = [status for status in row.requirements if not status.met] if row else []
    if not missing or isinstance(missing[0].requirement, ApplicationMade):
        return None
    return missing[0]


def under_way(record: Record) -> bool:
    """Whether the mentor is enrolled: the application's row holds, or the award has none."""
    row = application_row(record)
    return row is None or row.met
