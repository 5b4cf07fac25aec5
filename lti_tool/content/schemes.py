"""``scheme.yaml`` becomes a :class:`~lti_tool.domain.schemes.Scheme`, cross-checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from string import Formatter

from lti_tool.content.findings import did_you_mean
from lti_tool.content.markdown import Writing
from lti_tool.content.scheme_schema import (
    AuditIn,
    AwardIn,
    CertificateIn,
    CriterionIn,
    FieldIn,
    RequirementIn,
    SchemeIn,
    WaiverIn,
)
from lti_tool.content.shape import parse
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path, YamlSource
from lti_tool.domain.schemes import (
    Audit,
    AuditCompletion,
    AuditItem,
    Award,
    CertificateWording,
    Confirmation,
    ConsentNotice,
    Criterion,
    FieldKind,
    ModuleCompletion,
    Requirement,
    Scheme,
    SheetField,
    SignatureStep,
    WaiverRule,
)
from lti_tool.domain.seats import Seat

SCHEME_FILE = "scheme.yaml"
PLACES = frozenset({"mentor", "award", "provider"})
"""What the body of a certificate may name in braces."""
_PLAIN = Writing()
RULES = frozenset({"mentor", "registration_date", "issue_date", "office_name"})
RULES_WITH_ID = frozenset({"criterion", "audit", "module", "signature"})


def build_scheme(source: YamlSource, pack: str, modules: Collection[str]) -> Scheme | None:
    """The scheme; ``None`` once mistakes in its shape have been noted.

    Args:
        source: the file.
        pack: the folder's name, which the scheme's id repeats.
        modules: ids of all modules there are.
    """
    given = parse(source, SchemeIn)
    if given is None:
        return None
    if given.id != pack:
        source.mistake(("id",), f"the folder is called `{pack}`; make the id the same")
    texts = Texts(source, _PLAIN, None)
    texts.unique("award", [award.id for award in given.awards], "awards")
    builder = _AwardBuilder(texts, given, modules)
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
    )


@dataclass(frozen=True, slots=True)
class _AwardBuilder:
    texts: Texts
    scheme: SchemeIn
    modules: Collection[str]

    def award(self, given: AwardIn, at: Path) -> Award:
        if given.id.split("/")[0] != self.scheme.id:
            self._mistake((*at, "id"), f"the award's id begins with `{self.scheme.id}/`")
        self._check_names(given, at)
        self._check_waiver(given.waiver, given, at)
        return Award(
            id=given.id,
            title=self._plain(given.title, *at, "title"),
            summary=self._plain(given.summary, *at, "summary"),
            criteria=tuple(
                self._criterion(c, given, (*at, "criteria", n))
                for n, c in enumerate(given.criteria)
            ),
            signatures=self._signatures(given, at),
            waiver=_waiver(given.waiver),
            audits=tuple(self._audit(a, (*at, "audits", n)) for n, a in enumerate(given.audits)),
            sheet=tuple(
                self._field(f, given, (*at, "sheet", n)) for n, f in enumerate(given.sheet)
            ),
            certificate=self._certificate(given.certificate, (*at, "certificate")),
            scheme_version=self.scheme.version,
        )

    def _check_names(self, given: AwardIn, at: Path) -> None:
        unique = self.texts.unique
        unique("criterion", [c.id for c in given.criteria], *at, "criteria")
        unique("audit", [a.id for a in given.audits], *at, "audits")
        unique("field", [f.name for f in given.sheet], *at, "sheet", key="name")
        unique("signature", [s.seat for s in given.signatures], *at, "signatures", key="seat")
        asked = {r.audit for c in given.criteria for r in c.requires}
        for number, audit in enumerate(given.audits):
            if audit.id not in asked:
                where = (*at, "audits", number, "id")
                self._mistake(where, f"no criterion asks for the audit `{audit.id}`; delete one")

    def _criterion(self, given: CriterionIn, award: AwardIn, at: Path) -> Criterion:
        requires = tuple(
            self._requirement(given.id, r, award, (*at, "requires", number))
            for number, r in enumerate(given.requires)
        )
        self.texts.unique("requirement", [r.id for r in requires], *at, "requires", key="")
        return Criterion(
            id=given.id,
            title=self._plain(given.title, *at, "title"),
            words=self._plain(given.words, *at, "words"),
            requirements=requires,
            source=self._plain(given.source, *at, "source"),
            sheet_date=given.sheet_date,
        )

    def _requirement(
        self, criterion: str, given: RequirementIn, award: AwardIn, at: Path
    ) -> Requirement:
        words = self._plain(given.words, *at, "words")
        kinds = [k for k in ("module", "audit", "confirmation") if getattr(given, k) is not None]
        if len(kinds) != 1:
            self._mistake(at, "a requirement is one of `module`, `audit` or `confirmation`")
            return Confirmation(f"{criterion}/unclear", (), words, words)
        if given.confirmation is None:
            self._check_no_seats(given, at)
        if given.module is not None:
            self._known("module", given.module, self.modules, (*at, "module"))
            return ModuleCompletion(
                f"{criterion}/{given.module.split('/')[1]}", given.module, words
            )
        if given.audit is not None:
            self._known("audit", given.audit, [a.id for a in award.audits], (*at, "audit"))
            return AuditCompletion(f"{criterion}/{given.audit}", given.audit, words)
        return self._confirmation(f"{criterion}/{given.confirmation}", given, words, at)

    def _check_no_seats(self, given: RequirementIn, at: Path) -> None:
        for key in ("seats", "ask"):
            if getattr(given, key) is not None:
                self._mistake((*at, key), f"`{key}` belongs to a `confirmation`; delete it")

    def _confirmation(self, name: str, given: RequirementIn, words: str, at: Path) -> Confirmation:
        for key in ("seats", "ask"):
            if getattr(given, key) is None:
                self._mistake(at, f"a confirmation needs `{key}`; add it")
        seats = given.seats or ()
        for number, seat in enumerate(seats):
            self._seat(seat, (*at, "seats", number))
        ask = self._plain(given.ask or words, *at, "ask")
        return Confirmation(name, seats, words, ask)

    def _seat(self, seat: Seat, at: Path) -> None:
        if seat not in self.scheme.seats:
            self._mistake(
                at,
                f"nobody in this scheme sits in the seat `{seat.value}`, so nobody could do this; "
                "add it under `seats`, or name another",
            )

    def _signatures(self, given: AwardIn, at: Path) -> tuple[SignatureStep, ...]:
        steps: list[SignatureStep] = []
        for number, step in enumerate(given.signatures):
            here = (*at, "signatures", number)
            self._seat(step.seat, (*here, "seat"))
            title = self._plain(step.title, *here, "title")
            steps.append(SignatureStep(step.seat, title, self._plain(step.words, *here, "words")))
        return tuple(steps)

    def _check_waiver(self, given: WaiverIn | None, award: AwardIn, at: Path) -> None:
        if given is None:
            return
        here = (*at, "waiver")
        self._seat(given.approver, (*here, "approver"))
        rows = {criterion.id: criterion for criterion in award.criteria}
        for number, name in enumerate(given.criteria):
            where = (*here, "criteria", number)
            self._known("criterion", name, rows, where)
            row = rows.get(name)
            if row and not given.modules_too and all(r.confirmation is None for r in row.requires):
                self._mistake(
                    where, f"{name} has no confirmation that prior experience could stand in for"
                )

    def _audit(self, given: AuditIn, at: Path) -> Audit:
        self.texts.unique("line", [item.id for item in given.items], *at, "items")
        self.texts.unique("rating", [r.word for r in given.ratings], *at, "ratings", key="word")
        return Audit(
            id=given.id,
            title=self._plain(given.title, *at, "title"),
            intro=self._plain(given.intro, *at, "intro"),
            items=tuple(
                AuditItem(item.id, self._plain(item.words, *at, "items", number, "words"))
                for number, item in enumerate(given.items)
            ),
            ratings=tuple((r.word, " ".join(r.means.split())) for r in given.ratings),
        )

    def _field(self, given: FieldIn, award: AwardIn, at: Path) -> SheetField:
        self._check_rule(given, award, (*at, "filled_by"))
        if (given.kind is FieldKind.CHOICE) != (len(given.choices) > 1):
            self._mistake(at, "a field of the kind `choice`, and no other, has `choices`")
        self.texts.unique("choice", given.choices, *at, "choices", key="")
        return SheetField(
            name=given.name,
            label=self._plain(given.label, *at, "label"),
            kind=given.kind,
            filled_by=given.filled_by,
            required=given.required,
            choices=given.choices,
            hint=self._plain(given.hint or "", *at, "hint"),
        )

    def _check_rule(self, given: FieldIn, award: AwardIn, at: Path) -> None:
        rule, _, name = given.filled_by.partition(":")
        if given.filled_by in RULES:
            return
        if rule not in RULES_WITH_ID or not name:
            hint = did_you_mean(rule, RULES | {f"{r}:…" for r in RULES_WITH_ID})
            self._mistake(at, f"nothing fills a field by `{given.filled_by}`{hint}")
            return
        known: dict[str, Iterable[str]] = {
            "criterion": [criterion.id for criterion in award.criteria],
            "audit": [audit.id for audit in award.audits],
            "module": [r.module for c in award.criteria for r in c.requires if r.module],
            "signature": [step.seat.value for step in award.signatures],
        }
        self._known(rule, name, known[rule], at)

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
        )

    def _known(self, what: str, name: str, known: Iterable[str], at: Path) -> None:
        names = list(dict.fromkeys(known))
        if name not in names:
            self._mistake(at, f"there is no {what} `{name}`{did_you_mean(name, names)}")

    def _plain(self, text: str, *at: str | int) -> str:
        return self.texts.plain(text, *at)

    def _mistake(self, at: Path, message: str) -> None:
        self.texts.source.mistake(at, message)


def _waiver(given: WaiverIn | None) -> WaiverRule | None:
    if given is None:
        return None
    return WaiverRule(frozenset(given.criteria), given.approver, given.modules_too)
