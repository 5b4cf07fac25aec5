"""Tidying: what has served its time goes, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from lti_tool.domain.seats import Role
from lti_tool.lti.claims import AgsEndpoint
from lti_tool.errors import LaunchRefused
from lti_tool.persistence.outbox import OutboxMessage
from lti_tool.persistence.people import LaunchSession, Person
from lti_tool.persistence.writing import enqueue
from lti_tool.usecases import housekeeping
from lti_tool.usecases.house import House
from lti_tool.usecases.housekeeping import DELIVERIES_KEPT, SESSIONS_KEPT, tidy
from lti_tool.usecases.visits import LONGEST, Threshold
