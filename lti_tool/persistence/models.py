"""Every model, so that one import knows all tables."""

from lti_tool.persistence import audits, outbox, people, platforms, records, study
from lti_tool.persistence.database import Base, db

__all__ = ["Base", "audits", "db", "outbox", "people", "platforms", "records", "study"]
