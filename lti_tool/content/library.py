"""All that packs hold, ready to be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lti_tool.content.findings import Findings
from lti_tool.content.media import MediaFile
from lti_tool.content.packs import Reading, packs_in, read_packs
from lti_tool.domain.claim_packs import ClaimPack
from lti_tool.domain.evaluations import EvaluationForm
from lti_tool.domain.languages import best_language
from lti_tool.domain.modules import Module
from lti_tool.domain.schemes import Award, Scheme
from lti_tool.domain.self_mapping import SelfMapping
from lti_tool.domain.standards import StandardSet
from lti_tool.domain.subsuming import takers, with_later_awards
from lti_tool.errors import ContentError, NotFound

MOST_KEPT = 256
"""Modules filled in with providers' variables that are kept in memory."""

_Key = tuple[str, str]
"""A module's id, and the language of its words."""


@dataclass(frozen=True, slots=True)
class Library:
    """Schemes, modules and standards.

    ``modules`` and ``translations`` have their variables' defaults filled in.
    """

    schemes: tuple[Scheme, ...]
    modules: tuple[Module, ...]
    standards: tuple[StandardSet, ...]
    translations: tuple[Module, ...] = ()
    """Modules in other languages, under the same ids."""
    earlier: tuple[Scheme, ...] = ()
    """Versions of the schemes that are not the current ones; mentors may still be on them."""
    evaluations: tuple[EvaluationForm, ...] = ()
    """The forms that schemes' people answer."""
    later_awards: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By award: the awards that take it in."""
    _blank: Mapping[_Key, Module] = field(default_factory=dict, repr=False, compare=False)
    _media: Mapping[_Key, Mapping[str, MediaFile]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _filled: dict[tuple[_Key, frozenset[tuple[str, str]]], Module] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, reading: Reading) -> Library:
        """The library of what was read without a mistake."""
        later = takers(award for scheme in reading.schemes for award in scheme.awards)
        return cls(
            schemes=tuple(with_later_awards(scheme, later) for scheme in reading.schemes),
            modules=tuple(module.with_variables({}) for module in reading.modules),
            standards=tuple(reading.standards),
            translations=tuple(module.with_variables({}) for module in reading.translations),
            earlier=tuple(with_later_awards(scheme, later) for scheme in reading.earlier),
            evaluations=tuple(reading.evaluations),
            later_awards=later,
            _blank={_key(module): module for module in (*reading.modules, *reading.translations)},
            _media=reading.media,
        )

    def module(
        self,
        module_id: str,
        variables: Mapping[str, str] | None = None,
        language: str | None = None,
    ) -> Module:
        """The module of that id, filled in with a provider's variables where it gives any.

        It comes in the ``language`` (a BCP 47 tag) where there is a translation that suits it,
        otherwise as it was written.

        Raises:
            NotFound: no pack has such a module.
        """
        for module in self.modules:
            if module.id == module_id:
                suited = self._in_language(module, language) if language else module
                return self._filled_in(suited, variables) if variables else suited
        raise NotFound("There is no module of that name here.")

    @property
    def unfilled(self) -> tuple[Module, ...]:
        """The modules as they are written, ``{{ variables }}`` and all."""
        return tuple(self._blank.get(_key(module), module) for module in self.modules)

    def _in_language(self, module: Module, language: str) -> Module:
        tag = best_language(language, (module.language, *module.translations))
        for translation in self.translations:
            if _key(translation) == (module.id, tag):
                return translation
        return module

    def media(self, module: Module, name: str) -> MediaFile:
        """A photograph, recording or captions that the module names, in its language.

        Raises:
            NotFound: no block of it names such a file.
        """
        found = self._media.get(_key(module), {}).get(name)
        if found is None:
            raise NotFound("There is no such file in this module.")
        return found

    def _filled_in(self, module: Module, variables: Mapping[str, str]) -> Module:
        names = {variable.name for variable in module.variables}
        own = {name: value for name, value in variables.items() if name in names}
        key = (_key(module), frozenset(own.items()))
        filled = self._filled.get(key)
        if filled is None:
            filled = self._blank.get(_key(module), module).with_variables(own)
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

    def award(self, award_id: str, version: str | None = None) -> Award:
        """The award of that id, as it is now or as it was in a version of its scheme.

        Raises:
            NotFound: no scheme has such an award, or none of that version.
        """
        return self._scheme_and_award(award_id, version)[1]

    def scheme_of(self, award_id: str, version: str | None = None) -> Scheme:
        """The scheme that the award belongs to, as it is now or in a version of it.

        Raises:
            NotFound: no scheme has such an award, or none of that version.
        """
        return self._scheme_and_award(award_id, version)[0]

    def evaluation(self, form_id: str) -> EvaluationForm:
        """The evaluation form of that id.

        Raises:
            NotFound: no pack has such a form.
        """
        for form in self.evaluations:
            if form.id == form_id:
                return form
        raise NotFound("There is no evaluation form of that name here.")

    def claim_pack(self, pack_id: str) -> ClaimPack:
        """The claim for credit of that id.

        Raises:
            NotFound: no scheme prepares such a claim.
        """
        for scheme in self.schemes:
            for pack in scheme.claim_packs:
                if pack.id == pack_id:
                    return pack
        raise NotFound("No such claim is prepared here. The link may be mistyped.")

    def self_mapping(self, mapping_id: str) -> SelfMapping:
        """The framework of that id.

        Raises:
            NotFound: no scheme has such a framework.
        """
        for scheme in self.schemes:
            for mapping in scheme.self_mappings:
                if mapping.id == mapping_id:
                    return mapping
        raise NotFound("There is no such framework here. The link may be mistyped.")

    def has_version(self, award_id: str, version: str) -> bool:
        """Whether the packs hold the award in that version."""
        return any(award.scheme_version == version for award in self.versions(award_id))

    def versions(self, award_id: str) -> tuple[Award, ...]:
        """The award in every version that the packs hold: the current one, then earlier ones."""
        found = (award for one in self.every_version for award in one.awards)
        return tuple(award for award in found if award.id == award_id)

    @property
    def every_version(self) -> tuple[Scheme, ...]:
        """The current schemes, then earlier versions of them."""
        return self.schemes + self.earlier

    def _scheme_and_award(self, award_id: str, version: str | None) -> tuple[Scheme, Award]:
        for scheme in self.schemes if version is None else self.every_version:
            for award in scheme.awards:
                if award.id == award_id and version in {None, scheme.version}:
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


def _key(module: Module) -> _Key:
    return module.id, module.language


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
