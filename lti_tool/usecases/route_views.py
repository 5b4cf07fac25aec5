"""What record pages show of a route with an application, a briefing, a portfolio and a panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_tool.domain.panels import Portfolio
from lti_tool.usecases.observation_views import ObservationRow
from lti_tool.usecases.practice_views import ActivityView


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A briefing that was attended; the online module has no ``fact_id`` to take back."""

    on: date
    mode: str
    fact_id: str | None


@dataclass(frozen=True, slots=True)
class RoutePart:
    """The parts of the route that the award asks for; empty where it asks for none."""

    activities: tuple[ActivityView, ...] = ()
    asks_application: bool = False
    applied_on: date | None = None
    modes: tuple[str, ...] = ()
    """How its briefing can be attended; empty where it asks for none."""
    attended: tuple[AttendanceRow, ...] = ()
    may_record: bool = False
    """Whether the reader records that the mentor was at a briefing."""
    portfolio: Portfolio | None = None
    """Where it is, where the award asks for one to be handed in."""
    panel: bool = False
    """Whether a panel decides about it."""
    observations: tuple[ObservationRow, ...] = ()
    to_observe: tuple[str, ...] = ()
    """Ids of the observations that the reader may write down now."""


NO_ROUTE = RoutePart()
"""Of an award that asks for none of it."""
