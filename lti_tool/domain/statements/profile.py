"""The xAPI profile: what our statements mean, for whoever reads them (xAPI Profiles 1.0).

Concepts are the words that are ours; words of other vocabularies keep their own home and stand in
the templates, one for each kind of statement.
"""

from __future__ import annotations

from lti_tool.domain.statements import vocabulary as v
from lti_tool.domain.statements.building import PROFILE_VERSION, Json, profile_version_iri
from lti_tool.domain.statements.kinds import KINDS, Kind

GENERATED_AT = "2026-11-22T00:00:00.000Z"
"""When :data:`PROFILE_VERSION` was made; a new version gets a new time and ``wasRevisionOf``."""


def profile_document(base_url: str) -> Json:
    """The profile of the installation at ``base_url``, as JSON-LD."""
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": f"{base_url}/xapi/profile",
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"en": "Training and certification of school mentors"},
        "definition": {
            "en": "How mentors of student teachers learn, how others confirm and sign what they "
            "did, and how awards are issued and revoked."
        },
        "versions": [{"id": profile_version_iri(base_url), "generatedAtTime": GENERATED_AT}],
        "author": {"type": "Organization", "name": "mentor-modules", "url": base_url},
        "concepts": [_concept(base_url, term) for term in v.VOCABULARY if not term.published],
        "templates": [_template(base_url, kind) for kind in KINDS.values()],
    }


def _concept(base_url: str, term: v.Term) -> Json:
    found: Json = {
        "id": term.iri(base_url),
        "type": str(term.kind),
        "inScheme": profile_version_iri(base_url),
        "prefLabel": {"en": term.label},
        "definition": {"en": term.definition},
    }
    return {**found, "inlineSchema": term.schema} if term.schema else found


def _template(base_url: str, kind: Kind) -> Json:
    return {
        "id": f"{base_url}/xapi/profile/templates/{kind.key.replace('_', '-')}",
        "type": "StatementTemplate",
        "inScheme": profile_version_iri(base_url),
        "prefLabel": {"en": kind.key.replace("_", " ")},
        "definition": {"en": kind.definition},
        # No pattern orders our statements: each stands for itself.
        "allowedSolo": True,
        "verb": kind.verb.iri(base_url),
        "objectActivityType": kind.activity_type.iri(base_url),
        "rules": [
            {"location": _location(base_url, path), "presence": "included"}
            for path in ("$.id", "$.timestamp", "$.actor.account.name", *kind.included)
        ],
    }


def _location(base_url: str, path: str) -> str:
    for term in v.VOCABULARY:
        path = path.replace("{" + term.key + "}", term.iri(base_url))
    return path


__all__ = ["PROFILE_VERSION", "profile_document"]
