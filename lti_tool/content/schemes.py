"""``scheme.yaml`` becomes a :class:`~lti_tool.domain.schemes.Scheme`, cross-checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from string import Formatter

from lti_tool.content.attainable import check_attainable
from lti_tool.content.audits import build_audit
from lti_tool.content.award_parts import build_field, with_parts
from lti_tool.content.findings import did_you_mean
from lti_tool.content.frameworks import build_claim_packs, build_self_mappings
from lti_tool.content.markdown import Writing
from lti_tool.content.requirement_schema import asks_for_review
from lti_tool.content.requirements import Around, build_requirement, check_seat
from lti_tool.content.scheme_schema import (
    AwardIn,
    BadgeIn,
    CertificateIn,
    CriterionIn,
    FieldIn,
    SchemeIn,
    WaiverIn,
    WelcomeIn,
)
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.schemes import (
    Audit,
    Award,
    BadgeWording,
    CertificateWording,
    ConsentNotice,
    Criterion,
    Mapping,
    Scheme,
    SheetField,
    SignatureStep,
    WaiverRule,
)
from lti_tool.domain.seats import SeatNames
from lti_tool.domain.standards import StandardSet

SCHEME_FILE = "scheme.yaml"
PLACES = frozenset({"mentor", "award", "provider"})
"""What the body of a certificate may name in braces."""
LONGEST_BADGE_NAME = 60
_PLAIN = Writing()
DEEDS = frozenset({"confirmation", "award", "observation", "engagement", "activity"})
"""Kinds of requirement that prior experience can stand in for."""
RULES = frozenset({"mentor", "registration_date", "issue_date", "office_name"})
RULES_WITH_ID = frozenset(
    {"criterion", "confirmed_by", "audit", "audit_reviewed", "module", "signature", "agreed"}
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all packs together offer to a scheme."""

    modules: Collection[str]
    """Ids of all modules."""
    sheets: MappingOf[str, Collection[str]]
    """Ids of the sheets to print, by module; those of a module with mistakes are not known."""
    audits: MappingOf[str, Audit]
    standards: MappingOf[str, StandardSet]

    @property
    def codes(self) -> list[str]:
        """Codes of all standards and their statements."""
        found = [s for standards in self.standards.values() for s in standards.standards]
        return [code for s in found for code in (s.code, *(one.code for one in s.statements))]


def build_scheme(source: YamlSource, pack: str, shared: Shared) -> Scheme | None:
    """The scheme; ``None`` once mistakes in its shape have been noted.

    Args:
        source: the file.
        pack: the folder's name, which the scheme's id repeats.
        shared: what its awards may refer to.
    """
    given = parse(source, SchemeIn)
    if given is None:
        return None
    if given.id != pack:
        source.mistake(("id",), f"the folder is called `{pack}`; make the id the same")
    texts = Texts(source, _PLAIN, None)
    texts.unique("award", [award.id for award in given.awards], "awards")
    builder = _AwardBuilder(texts, given, shared)
    return Scheme(
        id=given.id,
        title=texts.plain(given.title, "title"),
        version=given.version,
        consortium=texts.plain(given.consortium, "consortium"),
        source=texts.plain(given.source, "source"),
        seat_names={s: texts.plain(name, "seats", s.value) for s, name in given.seats.items()},
        consent=ConsentNotice(
            given.consent.version, texts.plain(given.consent.text, "consent", "text")
        ),
        awards=tuple(builder.award(award, ("awards", n)) for n, award in enumerate(given.awards)),
        claim_packs=build_claim_packs(given, texts, shared.codes),
        self_mappings=build_self_mappings(given, texts),
    )


@dataclass(frozen=True, slots=True)
class _AwardBuilder:
    texts: Texts
    scheme: SchemeIn
    shared: Shared

    def award(self, given: AwardIn, at: Path) -> Award:
        if given.id.split("/")[0] != self.scheme.id:
            self._mistake((*at, "id"), f"the award's id begins with `{self.scheme.id}/`")
        self._check_names(given, at)
        self._check_waiver(given.waiver, given, at)
        self._check_welcome(given.welcome, (*at, "welcome", "sheets"))
        check_attainable(given, self.texts.source, at)
        around = self._around(given)
        own_names = {
            seat: self._plain(name, *at, "seats", seat.value) for seat, name in given.seats.items()
        }
        award = Award(
            id=given.id,
            title=self._plain(given.title, *at, "title"),
            summary=self._plain(given.summary, *at, "summary"),
            criteria=tuple(
                self._criterion(c, around, (*at, "criteria", n))
                for n, c in enumerate(given.criteria)
            ),
            signatures=self._signatures(given, at),
            waiver=_waiver(given.waiver),
            audits=self._audits(given, at),
            sheet=tuple(
                self._field(f, given, (*at, "sheet", n)) for n, f in enumerate(given.sheet)
            ),
            certificate=self._certificate(given.certificate, (*at, "certificate")),
            scheme_version=self.scheme.version,
            closing=tuple(
                self._criterion(c, around, (*at, "closing", n)) for n, c in enumerate(given.closing)
            ),
            seat_names=own_names,
            called=SeatNames({**self.scheme.seats, **own_names}),
        )
        return with_parts(award, given, self.texts, at)

    def _check_names(self, given: AwardIn, at: Path) -> None:
        unique = self.texts.unique
        unique("criterion", [c.id for c in given.criteria], *at, "criteria")
        codes = {c.id for c in given.criteria}
        unique("criterion", [c.id for c in given.closing], *at, "closing")
        for number, row in enumerate(given.closing):
            if row.id in codes:
                where = (*at, "closing", number, "id")
                self._mistake(where, f"another criterion is called `{row.id}`; rename one")
        for seat in given.seats:
            check_seat(seat, self.scheme.seats, self.texts.source, (*at, "seats", seat.value))
        unique("audit", [a.id for a in given.audits], *at, "audits")
        unique("field", [f.name for f in given.sheet], *at, "sheet", key="name")
        unique("signature", [s.seat for s in given.signatures], *at, "signatures", key="seat")
        asked = set(_asked(given, "audit"))
        for number, audit in enumerate(given.audits):
            if audit.id not in asked:
                where = (*at, "audits", number, "id")
                self._mistake(where, f"no criterion asks for the audit `{audit.id}`; delete one")

    def _criterion(self, given: CriterionIn, around: Around, at: Path) -> Criterion:
        for number, log in enumerate(given.beside):
            self._known("log", log, around.known["log"], (*at, "beside", number))
        built = [
            build_requirement(given.id, self.texts.source.at((*at, "requires", number)), around)
            for number in range(len(given.requires))
        ]
        requires = tuple(requirement for requirement in built if requirement is not None)
        if len(requires) == len(built):
            names = [requirement.id for requirement in requires]
            self.texts.unique("requirement", names, *at, "requires", key="")
        return Criterion(
            id=given.id,
            title=self._plain(given.title, *at, "title"),
            words=self._plain(given.words, *at, "words"),
            requirements=requires,
            source=self._plain(given.source, *at, "source"),
            sheet_date=given.sheet_date,
            suggested=self._plain(given.suggested or "", *at, "suggested"),
            mappings=tuple(
                Mapping(
                    self._plain(one.under, *at, "mappings", number, "under"),
                    tuple(
                        self._plain(code, *at, "mappings", number, "codes", place)
                        for place, code in enumerate(one.codes)
                    ),
                )
                for number, one in enumerate(given.mappings)
            ),
            beside=given.beside,
        )

    def _around(self, given: AwardIn) -> Around:
        """What the award's requirements may refer to."""
        return Around(
            texts=self.texts,
            seats=self.scheme.seats,
            known={
                "module": self.shared.modules,
                "audit": [*(a.id for a in given.audits), *self.shared.audits],
                "activity": [a.id for a in given.activities],
                "reflection": [r.id for r in given.reflections],
                "briefing": [b.id for b in given.briefings],
                "observation": [o.id for o in given.observations],
                "log": [one.id for one in given.logs],
                "criterion": [c.id for c in given.criteria],
            },
            codes=[*self.shared.codes, *(c.id for c in given.criteria)],
            minimum_words={r.id: r.minimum_words for r in given.reflections},
        )

    def _signatures(self, given: AwardIn, at: Path) -> tuple[SignatureStep, ...]:
        steps: list[SignatureStep] = []
        for number, step in enumerate(given.signatures):
            here = (*at, "signatures", number)
            check_seat(step.seat, self.scheme.seats, self.texts.source, (*here, "seat"))
            title = self._plain(step.title, *here, "title")
            steps.append(SignatureStep(step.seat, title, self._plain(step.words, *here, "words")))
        return tuple(steps)

    def _check_waiver(self, given: WaiverIn | None, award: AwardIn, at: Path) -> None:
        if given is None:
            return
        here = (*at, "waiver")
        check_seat(given.approver, self.scheme.seats, self.texts.source, (*here, "approver"))
        rows = {criterion.id: criterion for criterion in award.criteria}
        for number, name in enumerate(given.criteria):
            where = (*here, "criteria", number)
            self._known("criterion", name, rows, where)
            row = rows.get(name)
            deeds = DEEDS | ({"module"} if given.modules_too else set())
            if row and not any(deeds & set(requirement) for requirement in row.requires):
                self._mistake(
                    where, f"{name} has no confirmation that prior experience could stand in for"
                )

    def _check_welcome(self, given: WelcomeIn | None, at: Path) -> None:
        for number, name in enumerate(given.sheets if given else ()):
            module, _, sheet = name.rpartition("/")
            self._known("module", module, self.shared.modules, (*at, number))
            known = self.shared.sheets.get(module)
            if known is not None:
                self._known(f"sheet to print in {module}", sheet, known, (*at, number))

    def _audits(self, given: AwardIn, at: Path) -> tuple[Audit, ...]:
        """Its own audits, and the shared ones that its criteria ask for."""
        own = tuple(
            build_audit(audit, audit.id, self.texts, (*at, "audits", n), self.shared.standards)
            for n, audit in enumerate(given.audits)
        )
        asked = dict.fromkeys(_asked(given, "audit"))
        return own + tuple(self.shared.audits[name] for name in asked if name in self.shared.audits)

    def _field(self, given: FieldIn, award: AwardIn, at: Path) -> SheetField:
        self._check_rule(given, award, (*at, "filled_by"))
        return replace(build_field(given, self.texts, at), filled_by=given.filled_by)

    def _check_rule(self, given: FieldIn, award: AwardIn, at: Path) -> None:
        rule, _, name = given.filled_by.partition(":")
        if given.filled_by in RULES:
            return
        if rule not in RULES_WITH_ID or not name:
            hint = did_you_mean(rule, RULES | {f"{r}:…" for r in RULES_WITH_ID})
            self._mistake(at, f"nothing fills a field by `{given.filled_by}`{hint}")
            return
        self._known(_NAMED_BY.get(rule, rule), name, _fillers(award)[rule], at)

    def _certificate(self, given: CertificateIn | None, at: Path) -> CertificateWording | None:
        if given is None:
            return None
        try:
            named = {part for _, part, _, _ in Formatter().parse(given.body) if part is not None}
        except ValueError:
            named = {"?"}
        if not named <= PLACES:
            self._mistake((*at, "body"), "braces may hold mentor, award and provider only")
        return CertificateWording(
            title=self._plain(given.title, *at, "title"),
            body=self._plain(given.body, *at, "body"),
            level=self._plain(given.level, *at, "level"),
            badge=self._badge(given.badge, (*at, "badge")),
        )

    def _badge(self, given: BadgeIn | None, at: Path) -> BadgeWording | None:
        if given is None:
            return None
        if len(given.name) > LONGEST_BADGE_NAME:
            self._mistake(
                (*at, "name"),
                f"a badge's name may have {LONGEST_BADGE_NAME} letters, so that it fits the "
                f"picture; this one has {len(given.name)}",
            )
        return BadgeWording(
            name=self._plain(given.name, *at, "name"),
            description=self._plain(given.description, *at, "description"),
        )

    def _known(self, what: str, name: str, known: Iterable[str], at: Path) -> None:
        names = list(dict.fromkeys(known))
        if name not in names:
            self._mistake(at, f"there is no {what} `{name}`{did_you_mean(name, names)}")

    def _plain(self, text: str, *at: str | int) -> str:
        return self.texts.plain(text, *at)

    def _mistake(self, at: Path, message: str) -> None:
        self.texts.source.mistake(at, message)


_NAMED_BY = {
    "confirmed_by": "confirmation",
    "audit_reviewed": "reviewed audit",
    "agreed": "signature",
}
"""What a rule's name is the name of, where the rule is called otherwise."""


def _fillers(award: AwardIn) -> dict[str, list[str]]:
    """What each rule that fills a field may name in this award."""
    seats = [step.seat.value for step in award.signatures]
    asked = [(c.id, r) for _, c in award.rows() for r in c.requires]
    return {
        "criterion": [criterion.id for _, criterion in award.rows()],
        "confirmed_by": [f"{c}/{r['confirmation']}" for c, r in asked if "confirmation" in r],
        "audit": _asked(award, "audit"),
        "audit_reviewed": [
            str(r["audit"]) for _, r in asked if "audit" in r and asks_for_review(r)
        ],
        "module": _asked(award, "module"),
        "signature": seats,
        "agreed": seats,
    }


def _asked(award: AwardIn, kind: str) -> list[str]:
    """The names that requirements of a kind give, as they stand in the file."""
    found = (r.get(kind) for _, criterion in award.rows() for r in criterion.requires)
    return [name for name in found if isinstance(name, str)]


def _waiver(given: WaiverIn | None) -> WaiverRule | None:
    if given is None:
        return None
    return WaiverRule(frozenset(given.criteria), given.approver, given.modules_too)
