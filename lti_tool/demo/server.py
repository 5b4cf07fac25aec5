"""The demo LMS for a WSGI server: ``gunicorn "lti_tool.demo.server:app()"``, one worker."""

from __future__ import annotations

import atexit

from flask import Flask

from lti_tool.demo.config import DemoConfig
from lti_tool.demo.lms import EXTENSION, DemoLms
from lti_tool.demo.platform import create_platform
from lti_tool.demo.smtp import start_mail_server


def app(config: DemoConfig | None = None) -> Flask:
    """The LMS with its mailbox listening; settings from the environment unless given.

    Raises:
        DemoConfigError: the settings cannot work.
    """
    config = config or DemoConfig.from_env()
    platform = create_platform(config)
    if config.smtp_port:
        lms: DemoLms = platform.extensions[EXTENSION]
        atexit.register(start_mail_server(lms.mailbox, config.smtp_port).stop)
    return platform
