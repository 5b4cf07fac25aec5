"""Protection against forged posts that needs no cookie of its own.

The token follows from the launch's handle or the e-mailed link's token, which nobody else knows,
by an HMAC; a form carries it in ``csrf_token``, a script in the header ``X-CSRF-Token``. It is put
into Flask-WTF's form machinery as a CSRF implementation, in place of the one that needs a cookie
session.
"""

from __future__ import annotations

import hmac

from flask import current_app, g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

from lti_tool.errors import MentorModulesError

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
LONGEST_TOKEN = 64


class PageTooOld(MentorModulesError):
    """A post without the token of this launch or link."""

    status = 400


class LaunchCSRF(CSRF):  # type: ignore[misc]  # WTForms comes without types
    """The token of one launch or link, as WTForms asks for it."""

    def generate_csrf_token(self, csrf_token_field: object) -> str:
        """The only token that is right here."""
        del csrf_token_field
        return token()

    def validate_csrf_token(self, form: object, field: object) -> None:
        """Refuse any other.

        Raises:
            ValidationError: it is another, or there is none.
        """
        del form
        given = str(getattr(field, "data", None) or "")[:LONGEST_TOKEN]
        if not hmac.compare_digest(given.encode(errors="replace"), token().encode()):
            raise ValidationError("another page's token")


class _PostedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF comes without types
    """Nothing but the token; fields are the use cases' to judge."""

    class Meta:
        csrf = True
        csrf_class = LaunchCSRF
        csrf_context = None
        csrf_field_name = FIELD


def token() -> str:
    """The token for the forms of this page; empty where there is neither launch nor link."""
    subject = next((f"{key}:{g.get(key)}" for key in ("handle", "token") if g.get(key)), None)
    if subject is None:
        return ""
    secret = current_app.extensions["house"].secret_key.encode()
    return hmac.new(secret, f"csrf:{subject}".encode(), "sha256").hexdigest()


def check() -> None:
    """Refuse a post that does not carry this page's token.

    Raises:
        PageTooOld: it does not.
    """
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not token() or not _PostedForm(formdata=MultiDict({FIELD: given})).validate():
        raise PageTooOld(
            "This page was open for too long, or was opened in another way since, so what it sent "
            "could not be accepted. Please open the page again and send it once more."
        )
