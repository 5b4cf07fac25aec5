"""The route's part of a record page, read together with the record."""

from __future__ import annotations

from collections.abc import Collection

from lti_tool.domain.applying import application_of, under_way
from lti_tool.domain.deciding import ONLINE
from lti_tool.domain.facts import Briefed, ModuleDone, Withdrawn
from lti_tool.domain.panels import asks_panel, portfolio_of
from lti_tool.domain.requirements import BriefingAttended
from lti_tool.domain.seats import Seat
from lti_tool.persistence.unit_of_work import UnitOfWork
from lti_tool.usecases.observation_views import observation_rows, observations_asked
from lti_tool.usecases.practice_views import activity_views, applied_on
from lti_tool.usecases.records import OpenRecord
from lti_tool.usecases.route_views import AttendanceRow, RoutePart

BY_LAUNCH = frozenset({Seat.LINK_TUTOR, Seat.OFFICE, Seat.PARTNERSHIP_MANAGER, Seat.PANEL})
"""Seats whose people have pages of their own on which to write."""


def route_part(unit: UnitOfWork, record: OpenRecord, reader: Collection[Seat]) -> RoutePart:
    """What there is of it; a query for each observation that was written down, and no more."""
    asked = _briefing(record)
    acts = under_way(record.state.record) and not record.issued
    seats = BY_LAUNCH & set(reader)
    return RoutePart(
        activities=activity_views(record, unit.today),
        asks_application=application_of(record.award) is not None,
        applied_on=applied_on(record),
        modes=asked.modes if asked else (),
        attended=_attended(record, asked) if asked else (),
        may_record=acts and asked is not None and bool(seats & {Seat.LINK_TUTOR, Seat.OFFICE}),
        portfolio=portfolio_of(record.award, record.facts, unit.today),
        panel=asks_panel(record.award),
        observations=observation_rows(unit, record),
        to_observe=tuple(
            one.observation
            for one in observations_asked(record.award)
            if acts
            if seats & set(one.seats)
        ),
    )


def _briefing(record: OpenRecord) -> BriefingAttended | None:
    asked = (r for _, r in record.award.requirements() if isinstance(r, BriefingAttended))
    return next(asked, None)


def _attended(record: OpenRecord, asked: BriefingAttended) -> tuple[AttendanceRow, ...]:
    """What counts, earliest first, the online module among it."""
    withdrawn = {fact.fact for fact in record.facts if isinstance(fact, Withdrawn)}
    rows = [
        AttendanceRow(fact.on, fact.mode, fact.id)
        for fact in record.facts
        if isinstance(fact, Briefed)
        and fact.briefing == asked.briefing
        and fact.id not in withdrawn
    ]
    if asked.module is not None and ONLINE in asked.modes:
        rows += [
            AttendanceRow(fact.on, ONLINE, None)
            for fact in record.facts
            if isinstance(fact, ModuleDone) and fact.module == asked.module
        ]
    return tuple(sorted(rows, key=lambda row: row.on))
