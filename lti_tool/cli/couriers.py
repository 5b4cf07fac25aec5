"""The ways out of the house, as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lti_tool.config import Settings
from lti_tool.lti.registrations import Registration
from lti_tool.lti.tool_keys import client_assertion
from lti_tool.outbound.http import HttpDoor
from lti_tool.outbound.lrs import LrsClient
from lti_tool.outbound.mail import Mailer
from lti_tool.outbound.tokens import AccessTokens
from lti_tool.usecases.deliver import Couriers
from lti_tool.usecases.house import House
from lti_tool.usecases.platforms import current_key


@contextmanager
def made_couriers(settings: Settings, house: House) -> Iterator[Couriers]:
    """Door, tokens, mail server and record store for one worker."""

    def assertion(registration: Registration, audience: str, now: float) -> str:
        return client_assertion(current_key(house.units), registration, audience=audience, now=now)

    with HttpDoor() as door:
        yield Couriers(
            door=door,
            tokens=AccessTokens(door, assertion),
            mailer=Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None,
            lrs=_lrs(settings, door),
        )


def _lrs(settings: Settings, door: HttpDoor) -> LrsClient | None:
    if not settings.lrs_url:
        return None
    return LrsClient(
        settings.lrs_url, settings.lrs_username or "", settings.lrs_password or "", door
    )
