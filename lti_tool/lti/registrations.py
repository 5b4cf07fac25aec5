"""What we know of a platform that this tool is registered with.

LTI Core 1.3, 3.1: an issuer and a client id name one registration; its deployments are the places
in the platform where the tool was put up (3.1.3). Rows are kept elsewhere; this room is given
look-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registration:
    """One client of one platform, as the office registered it.

    ``auth_url``, ``token_url`` and ``jwks_url`` are the platform's OpenID Connect endpoints;
    ``frame_origin`` is the origin (``https://host``) whose pages may frame ours; ``deployments``
    are the deployment ids that the office has accepted: others are refused, never created.
    """

    id: str
    provider_id: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    frame_origin: str
    deployments: frozenset[str]


FindRegistration = Callable[[str, str | None], Registration | None]
"""Issuer and client id to a registration; without a client id only when there is exactly one."""

FindRegistrationById = Callable[[str], Registration | None]
"""A registration's own id to the registration, or None when it has been withdrawn."""
