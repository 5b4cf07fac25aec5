"""Claim packs, self-mappings, checklists that are looked at again, and later awards."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.content.library import Library, load_packs
from lti_tool.domain.claim_packs import ClaimOutcome, CreditModule
from lti_tool.domain.requirements import AuditCompletion, EarlierAward
from lti_tool.domain.seats import Seat
from lti_tool.errors import ContentError, Mistake, NotFound

from .packs import edited, line_of, write
from .requiring import FILE, WHOLE

MORE = """\
claim_packs:
  - id: oak/credit
    title: Claim for credit
    words: What goes in.
    source: page 9
    qualification: Certificate of Oaks
    modules:
      - title: Acorns
        credits: 20
        claimed: true
      - title: Leaves
        credits: 10
    awards: [oak/first, oak/all]
    standards: [AB1]
    outcomes:
      - id: learned
        title: Learned
        prompt: What have you learned?
self_mappings:
  - id: oak/rings
    title: Rings
    words: Where are you?
    source: page 10
    legacy: Nobody counts them any more.
    stages:
      - id: inner
        title: Inner ring
      - id: outer
        title: Outer ring
    dimensions:
      - id: bark
        title: Bark
        descriptors: [Thin., Thick.]
"""
GOOD = edited(FILE, "awards:\n", f"{MORE}awards:\n", WHOLE)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_packs([write(tmp_path_factory.mktemp("oak"), GOOD)])


def test_a_claim_pack_is_what_its_file_says(library: Library) -> None:
    pack = library.claim_pack("oak/credit")
    assert pack.modules == (CreditModule("Acorns", 20, True), CreditModule("Leaves", 10))
    assert (pack.awards, pack.standards) == (("oak/first", "oak/all"), ("AB1",))
    assert pack.outcome("learned") == ClaimOutcome("learned", "Learned", "What have you learned?")
    with pytest.raises(NotFound):
        pack.outcome("other")
    with pytest.raises(NotFound):
        library.claim_pack("oak/other")


def test_a_framework_has_a_place_for_each_stage_in_each_dimension(library: Library) -> None:
    mapping = library.self_mapping("oak/rings")
    assert [place.id for _, place in mapping.descriptors] == ["bark-inner", "bark-outer"]
    dimension, place = mapping.descriptor("bark-outer")
    assert (dimension.title, place.stage.title, place.words) == ("Bark", "Outer ring", "Thick.")
    assert mapping.legacy == "Nobody counts them any more."
    with pytest.raises(NotFound):
        mapping.descriptor("bark-other")
    with pytest.raises(NotFound):
        library.self_mapping("oak/other")


def test_a_later_award_counts_where_an_earlier_one_is_asked_for(tmp_path: Path) -> None:
    extra = """\
  - id: oak/best
    title: Best
    summary: After the first.
    subsumes: [oak/first]
    criteria:
      - id: BEST.1
        title: Recommended
        words: Somebody recommends.
        source: page 1
        requires:
          - confirmation: recommended
            seats: [link_tutor]
            words: The tutor recommends
            ask: I recommend.
    sheet:
      - {name: mentor_name, label: Name}
      - {name: email, label: Mail, kind: email}
  - id: oak/all
"""
    made = load_packs([write(tmp_path, edited(FILE, "  - id: oak/all\n", extra, WHOLE))])
    assert made.later_awards == {"oak/first": ("oak/best",)}
    asked = [r for _, r in made.award("oak/all").requirements() if isinstance(r, EarlierAward)]
    assert asked[0].awards == ("oak/first", "acme/first")
    assert asked[0].or_later == ("oak/best",)


def test_a_checklist_can_be_wanted_anew(tmp_path: Path) -> None:
    files = edited(FILE, "reviewed: true", "since_entering: true", WHOLE)
    files = edited(FILE, "audit_reviewed:oak/leaves", "audit:oak/leaves", files)
    award = load_packs([write(tmp_path, files)]).award("oak/all")
    asked = [r for _, r in award.requirements() if isinstance(r, AuditCompletion)]
    assert [(r.id, r.reviewed, r.since_entering) for r in asked] == [
        ("ALL.2/look", False, False),
        ("ALL.2/leaves", False, True),
    ]


def test_an_award_says_the_names_of_its_seats(library: Library) -> None:
    called = library.award("oak/all").called
    assert called.your(Seat.PCM) == "your head of mentoring"
    assert called.the(Seat.PANEL) == "the panel"


ONE_MISTAKE = [
    ("id: oak/credit", "id: elm/credit", "id: elm/credit", "the id begins with `oak/`"),
    ("        claimed: true\n", "", "modules:\n      - title: Acorns", "nothing is claimed"),
    ("awards: [oak/first, oak/all]", "awards: [oak/frist]", "oak/frist",
     "there is no award `oak/frist` here; did you mean `oak/first`?"),
    ("standards: [AB1]", "standards: [AB9]", "AB9", "there is no standard `AB9` here"),
    ("credits: 20", "credits: 0", "credits: 0", "`credits` must be at least 1"),
    ("descriptors: [Thin., Thick.]", "descriptors: [Thin.]", "descriptors:",
     "there are 2 stages and 1 descriptors; give one descriptor for each stage"),
    ("      - id: outer\n", "      - id: inner\n", "- id: inner\n        title: Outer",
     "another stage is called `inner`"),
    ("    legacy:", "    legacies:", "legacies", "did you mean `legacy`?"),
    ("          - audit: look\n", "          - audit: look\n            since_entering: true\n",
     "since_entering", "is filled in once, so it is never reviewed"),
    ("            reviewed: true\n",
     "            reviewed: true\n            since_entering: true\n",
     "since_entering", "not for both: delete one"),
]  # fmt: skip


def mistakes_in(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ContentError) as caught:
        load_packs([folder])
    return caught.value.mistakes


@pytest.mark.parametrize(("old", "new", "near", "message"), ONE_MISTAKE)
def test_a_mistake_is_named_where_it_is(
    tmp_path: Path, old: str, new: str, near: str, message: str
) -> None:
    files = edited(FILE, old, new, GOOD)
    found = mistakes_in(write(tmp_path, files))
    there = [(m.file, m.line) for m in found if message in m.message]
    assert there, found
    assert (FILE, line_of(FILE, near, files)) in there


def test_of_two_awards_one_is_the_later_one(tmp_path: Path) -> None:
    first, whole = "    summary: The first award.\n", "    summary: One of everything.\n"
    files = edited(FILE, first, f"{first}    subsumes: [oak/all]\n", WHOLE)
    files = edited(FILE, whole, f"{whole}    subsumes: [oak/first]\n", files)
    found = mistakes_in(write(tmp_path, files))
    assert all("take each other in" in mistake.message for mistake in found)
    assert len(found) == 2
