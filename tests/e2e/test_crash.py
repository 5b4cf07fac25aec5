"""What was acknowledged survives: killed processes, an LRS that is away, an LMS that is away.

One mentor goes the whole way while a seed decides who is killed when. The record store is away
during the second module; the LMS, its gradebook and its mail server with it, during the first.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from .conftest import remember
from .events import kind_of, kinds_of_the_way
from .reaper import Reaper
from .record_store import RecordStore, open_store
from .right_answers import MODULES
from .servers import World, eventually, free_port, separate_programs
from .story import Story, kept_as, sections_of
from .walk import AMARA

pytestmark = pytest.mark.slow

SEED = 20261122
PATIENCE = 60.0
EVERYTHING_ARRIVES_WITHIN = 100.0
"""Seconds: the lease of a killed worker lasts thirty, and pauses between tries grow."""


@dataclass
class Storm:
    """What is left when it is over."""

    world: World
    store: RecordStore
    story: Story
    reaper: Reaper


@pytest.fixture(scope="module")
def storm(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Storm]:
    """The whole way to the certificate, in a storm, and the calm after it."""
    store = RecordStore(free_port())
    with separate_programs(tmp_path_factory.mktemp("storm"), **store.settings) as world:
        remember(request, world)
        reaper = Reaper(world, SEED)
        story = Story(world, before=reaper, patience=PATIENCE)
        try:
            _go(world, store, story)
        finally:
            reaper.rest()
        with open_store(store):
            eventually(
                lambda: not world.waiting() and not unsent(world),
                "everything to have left the house",
                within=EVERYTHING_ARRIVES_WITHIN,
                every=0.25,
            )
            yield Storm(world, store, story, reaper)


def _go(world: World, store: RecordStore, story: Story) -> None:
    with ExitStack() as while_open:
        while_open.enter_context(open_store(store))
        story.enter()
        story.check_self()
        world.program("lms").kill()
        story.ask_pcm()
        _study(story, MODULES[0])
        world.program("lms").start()
        world.wait_until_up()
    _study(story, MODULES[1])
    story.pcm_confirms()
    with open_store(store):
        for step in (story.tutor_confirms, story.mentor_signs, story.pcm_signs, story.tutor_signs):
            step()
        office = story.come("office-helen")
        office.send(f"/office/mentors/{story.enrolment}/issue")


def _study(story: Story, module_id: str) -> None:
    for section_id in sections_of(module_id):
        story.study_section(module_id, section_id)


def unsent(world: World) -> int:
    """How many statements the record store has not acknowledged."""
    ((count,),) = world.rows("SELECT count(*) FROM statements WHERE outcome IS NULL")
    return int(count)


def test_it_was_a_storm(storm: Storm) -> None:
    killed = Counter(storm.reaper.killed)
    assert killed["tool"] >= 2
    assert killed["worker"] >= 4
    assert killed["one process of the tool"] >= 2


def test_no_acknowledged_answer_is_missing(storm: Storm) -> None:
    rows = storm.world.rows("SELECT module_id, block_id, response, done FROM block_answers")
    kept = {(module_id, id_): (json.loads(said), done) for module_id, id_, said, done in rows}
    quizzes = {key for key, (said, _) in kept.items() if "attempt" in said}
    assert len(quizzes) == 2
    assert {key: kept[key] for key in kept.keys() - quizzes} == {
        key: (kept_as(one), 1) for key, one in storm.story.acknowledged.items()
    }


def test_every_event_is_told_once(storm: Storm) -> None:
    told = Counter(kind_of(one, storm.world.tool) for one in storm.world.statements())
    assert told == +kinds_of_the_way(revoked=0, required_only=True)


def test_the_record_store_has_every_statement_once(storm: Storm) -> None:
    kept = {one["id"]: one for one in storm.world.statements()}
    assert storm.store.stored == kept
    assert storm.store.refused == []


def test_every_score_stands_in_the_gradebook(storm: Storm) -> None:
    grades = storm.world.grades("mentor-amara")
    assert (len(grades), set(grades.values())) == (3, {100.0}), grades


def test_the_gradebook_took_no_score_twice_and_none_that_went_down(storm: Storm) -> None:
    taken = [
        (one["line_item_id"], one["user_id"], one["body"]["timestamp"], one["body"]["scoreGiven"])
        for one in storm.world.lms_json("scores")
    ]
    assert len(set(taken)) == len(taken)
    for item, *_ in taken:
        in_order = [score for to, _, _, score in taken if to == item]
        assert in_order == sorted(in_order)


def test_every_mail_arrived_and_a_double_has_the_same_message_id(storm: Storm) -> None:
    queued = {
        json.loads(body)["message_id"]
        for (body,) in storm.world.rows("SELECT body FROM outbox WHERE kind = 'mail'")
    }
    received = storm.world.lms_json("mail")
    assert {one["message_id"] for one in received} == queued
    by_id = {(one["message_id"], one["subject"], tuple(one["to"])) for one in received}
    assert len(by_id) == len(queued)


def test_there_is_one_certificate_in_one_mail(storm: Storm) -> None:
    ((number,),) = storm.world.rows("SELECT number FROM certificates")
    mails = storm.world.mails(AMARA, "Your certificate")
    assert len({one["message_id"] for one in mails}) == 1
    assert all(len(one["attachments"]) == 2 and number in one["text"] for one in mails)


def test_nothing_was_given_up(storm: Storm) -> None:
    assert storm.world.rows("SELECT kind, error FROM outbox WHERE outcome = 'failed'") == []
