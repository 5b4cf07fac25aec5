"""Access tokens and used client assertions, remembered across restarts."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable
from hashlib import sha256

from lti_tool.demo.database import Database
from lti_tool.demo.errors import ServiceRefusalError

TOKEN_LIFETIME_SECONDS = 3600

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM = f"{_AGS}lineitem"
LINE_ITEM_READONLY = f"{_AGS}lineitem.readonly"
SCORE = f"{_AGS}score"
RESULT_READONLY = f"{_AGS}result.readonly"
MEMBERSHIP_READONLY = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

AGS_SCOPES = (LINE_ITEM, LINE_ITEM_READONLY, RESULT_READONLY, SCORE)
ALL_SCOPES = (*AGS_SCOPES, MEMBERSHIP_READONLY)


class AccessTokens:
    """Bearer tokens for the services (RFC 6750); only their digests are kept."""

    def __init__(self, database: Database) -> None:
        """Keep the database they stand in."""
        self._database = database

    def use_assertion(self, jti: str) -> None:
        """Mark a client assertion as used.

        Raises:
            ServiceRefusalError: it was used before.
        """
        try:
            with self._database.write() as db:
                db.execute("INSERT INTO assertion VALUES (?, ?)", (jti, time.time()))
        except sqlite3.IntegrityError as error:
            raise ServiceRefusalError(
                400, "jti of the client assertion was used before", "invalid_client"
            ) from error

    def grant(self, scopes: Iterable[str]) -> str:
        """A new token for these scopes."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as db:
            db.execute(
                "INSERT INTO access_token VALUES (?, ?, ?)",
                (_digest(token), " ".join(scopes), time.time() + TOKEN_LIFETIME_SECONDS),
            )
        return token

    def require(self, authorization: str, accepted: Iterable[str]) -> None:
        """Check the Authorization header of a service call.

        Raises:
            ServiceRefusalError: 401 without a valid token, 403 where it has none of the
                accepted scopes.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ServiceRefusalError(401, "A bearer token is required", "invalid_token")
        with self._database.read() as db:
            row = db.execute(
                "SELECT * FROM access_token WHERE digest = ?", (_digest(token.strip()),)
            ).fetchone()
        if row is None or row["expires_at"] <= time.time():
            raise ServiceRefusalError(
                401, "The bearer token is unknown or has expired", "invalid_token"
            )
        if not set(accepted) & set(row["scopes"].split()):
            raise ServiceRefusalError(
                403, "The bearer token lacks the scope for this", "insufficient_scope"
            )


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
