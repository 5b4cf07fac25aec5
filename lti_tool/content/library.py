"""All that packs hold, ready to be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.content.findings import Findings
from lti_tool.content.packs import Reading, packs_in, read_packs
from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import Award, Scheme
from lti_tool.domain.standards import StandardSet
from lti_tool.errors import ContentError, NotFound

MOST_KEPT = 256
"""Modules filled in with providers' variables that are kept in memory."""


@dataclass(frozen=True, slots=True)
class Library:
    """Schemes, modules and standards; ``modules`` have their variables' defaults filled in."""

    schemes: tuple[Scheme, ...]
    modules: tuple[Module, ...]
    standards: tuple[StandardSet, ...]
    _blank: Mapping[str, Module] = field(default_factory=dict, repr=False, compare=False)
    _filled: dict[tuple[str, frozenset[tuple[str, str]]], Module] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, reading: Reading) -> Library:
        """The library of what was read without a mistake."""
        return cls(
            schemes=tuple(reading.schemes),
            modules=tuple(module.with_variables({}) for module in reading.modules),
            standards=tuple(reading.standards),
            _blank={module.id: module for module in reading.modules},
        )

    def module(self, module_id: str, variables: Mapping[str, str] | None = None) -> Module:
        """The module of that id, filled in with a provider's variables where it gives any.

        Raises:
            NotFound: no pack has such a module.
        """
        for module in self.modules:
            if module.id == module_id:
                return self._filled_in(module, variables) if variables else module
        raise NotFound("There is no module of that name here.")

    def _filled_in(self, module: Module, variables: Mapping[str, str]) -> Module:
        names = {variable.name for variable in module.variables}
        own = {name: value for name, value in variables.items() if name in names}
        key = (module.id, frozenset(own.items()))
        filled = self._filled.get(key)
        if filled is None:
            filled = self._blank.get(module.id, module).with_variables(own)
            if len(self._filled) >= MOST_KEPT:
                self._filled.clear()  # another thread may do so at any time: nothing is read back
            self._filled[key] = filled
        return filled

    def scheme(self, scheme_id: str) -> Scheme:
        """The scheme of that id.

        Raises:
            NotFound: no pack has such a scheme.
        """
        for scheme in self.schemes:
            if scheme.id == scheme_id:
                return scheme
        raise NotFound("There is no scheme of that name here.")

    def award(self, award_id: str) -> Award:
        """The award of that id.

        Raises:
            NotFound: no scheme has such an award.
        """
        return self._scheme_and_award(award_id)[1]

    def scheme_of(self, award_id: str) -> Scheme:
        """The scheme that the award belongs to.

        Raises:
            NotFound: no scheme has such an award.
        """
        return self._scheme_and_award(award_id)[0]

    def _scheme_and_award(self, award_id: str) -> tuple[Scheme, Award]:
        for scheme in self.schemes:
            for award in scheme.awards:
                if award.id == award_id:
                    return scheme, award
        raise NotFound("There is no award of that name here.")

    def modules_of(self, scheme: Scheme | str) -> tuple[Module, ...]:
        """The scheme's modules: those its awards ask for, in order, then others of its pack.

        Raises:
            NotFound: no pack has such a scheme.
        """
        scheme = self.scheme(scheme) if isinstance(scheme, str) else scheme
        asked = [name for award in scheme.awards for name in award.modules()]
        own = [m.id for m in self.modules if m.id.startswith(f"{scheme.id}/")]
        return tuple(self.module(name) for name in dict.fromkeys([*asked, *own]))


def load_packs(folders: Sequence[Path]) -> Library:
    """Read every pack in the folders.

    Raises:
        ContentError: naming every mistake that was found, whatever the packs hold.
    """
    findings = Findings()
    packs = [pack for folder in folders for pack in packs_in(folder, findings)]
    reading = read_packs(packs, findings)
    if findings.mistakes:
        raise ContentError(findings.mistakes)
    return Library.of(reading)
