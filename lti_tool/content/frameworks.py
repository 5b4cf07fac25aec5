"""Claim packs and self-mappings of a scheme, built and checked."""

from __future__ import annotations

from collections.abc import Collection

from lti_tool.content.findings import did_you_mean
from lti_tool.content.framework_schema import ClaimPackIn, DimensionIn, SelfMappingIn
from lti_tool.content.scheme_schema import SchemeIn
from lti_tool.content.texts import Texts
from lti_tool.content.yaml_source import Path
from lti_tool.domain.claim_packs import ClaimOutcome, ClaimPack, CreditModule
from lti_tool.domain.self_mapping import Descriptor, Dimension, MappedStage, SelfMapping


def build_claim_packs(
    given: SchemeIn, texts: Texts, codes: Collection[str]
) -> tuple[ClaimPack, ...]:
    """The claims that the scheme prepares; ``codes`` are those of all standards."""
    _check_ids("claim_packs", [one.id for one in given.claim_packs], given.id, texts)
    awards = [award.id for award in given.awards]
    return tuple(
        _claim_pack(one, texts, ("claim_packs", number), awards, codes)
        for number, one in enumerate(given.claim_packs)
    )


def build_self_mappings(given: SchemeIn, texts: Texts) -> tuple[SelfMapping, ...]:
    """The frameworks in which the scheme's mentors may find their place."""
    _check_ids("self_mappings", [one.id for one in given.self_mappings], given.id, texts)
    return tuple(
        _self_mapping(one, texts, ("self_mappings", number))
        for number, one in enumerate(given.self_mappings)
    )


def _check_ids(key: str, ids: list[str], scheme: str, texts: Texts) -> None:
    texts.unique("id", ids, key)
    for number, name in enumerate(ids):
        if name.split("/")[0] != scheme:
            texts.source.mistake((key, number, "id"), f"the id begins with `{scheme}/`")


def _claim_pack(
    given: ClaimPackIn,
    texts: Texts,
    at: Path,
    awards: Collection[str],
    codes: Collection[str],
) -> ClaimPack:
    _check_known("award", given.awards, awards, texts, (*at, "awards"))
    if codes:
        _check_known("standard", given.standards, codes, texts, (*at, "standards"))
    texts.unique("outcome", [one.id for one in given.outcomes], *at, "outcomes")
    if not any(module.claimed for module in given.modules):
        message = "nothing is claimed; say `claimed: true` of the module that the claim is for"
        texts.source.mistake((*at, "modules"), message)
    return ClaimPack(
        id=given.id,
        title=texts.plain(given.title, *at, "title"),
        words=texts.plain(given.words, *at, "words"),
        source=texts.plain(given.source, *at, "source"),
        qualification=texts.plain(given.qualification, *at, "qualification"),
        modules=tuple(
            CreditModule(texts.plain(one.title, *at, "modules", n), one.credits, one.claimed)
            for n, one in enumerate(given.modules)
        ),
        awards=given.awards,
        standards=given.standards,
        outcomes=tuple(
            ClaimOutcome(
                one.id,
                texts.plain(one.title, *at, "outcomes", n, "title"),
                texts.plain(one.prompt, *at, "outcomes", n, "prompt"),
            )
            for n, one in enumerate(given.outcomes)
        ),
    )


def _check_known(
    what: str, names: Collection[str], known: Collection[str], texts: Texts, at: Path
) -> None:
    for number, name in enumerate(names):
        if name not in known:
            message = f"there is no {what} `{name}` here{did_you_mean(name, known)}"
            texts.source.mistake((*at, number), message)


def _self_mapping(given: SelfMappingIn, texts: Texts, at: Path) -> SelfMapping:
    texts.unique("stage", [one.id for one in given.stages], *at, "stages")
    texts.unique("dimension", [one.id for one in given.dimensions], *at, "dimensions")
    stages = tuple(
        MappedStage(one.id, texts.plain(one.title, *at, "stages", n, "title"))
        for n, one in enumerate(given.stages)
    )
    return SelfMapping(
        id=given.id,
        title=texts.plain(given.title, *at, "title"),
        words=texts.plain(given.words, *at, "words"),
        source=texts.plain(given.source, *at, "source"),
        legacy=texts.plain(given.legacy or "", *at, "legacy"),
        stages=stages,
        dimensions=tuple(
            _dimension(one, stages, texts, (*at, "dimensions", n))
            for n, one in enumerate(given.dimensions)
        ),
    )


def _dimension(
    given: DimensionIn, stages: tuple[MappedStage, ...], texts: Texts, at: Path
) -> Dimension:
    if len(given.descriptors) != len(stages):
        texts.source.mistake(
            (*at, "descriptors"),
            f"there are {len(stages)} stages and {len(given.descriptors)} descriptors; give one "
            "descriptor for each stage, in their order",
        )
    return Dimension(
        id=given.id,
        title=texts.plain(given.title, *at, "title"),
        descriptors=tuple(
            Descriptor(
                f"{given.id}-{stage.id}", stage, texts.plain(words, *at, "descriptors", number)
            )
            for number, (stage, words) in enumerate(zip(stages, given.descriptors, strict=False))
        ),
    )
