"""Every model, so that one import knows all tables."""

from lti_tool.persistence import (
    audits,
    briefings,
    evaluations,
    frameworks,
    logs,
    outbox,
    people,
    platforms,
    portfolio,
    proceedings,
    records,
    reflections,
    study,
)
from lti_tool.persistence.database import Base, db

__all__ = [
    "Base",
    "audits",
    "briefings",
    "db",
    "evaluations",
    "frameworks",
    "logs",
    "outbox",
    "people",
    "platforms",
    "portfolio",
    "proceedings",
    "records",
    "reflections",
    "study",
]
