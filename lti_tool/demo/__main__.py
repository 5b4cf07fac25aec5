"""``python -m lti_tool.demo``: serve the demo LMS and its mailbox until SIGTERM or Ctrl-C."""

from __future__ import annotations

import runpy
import sys

from lti_tool.demo.config import DemoConfig
from lti_tool.demo.errors import DemoConfigError
from lti_tool.demo.smtp import require_aiosmtpd

# One worker process: the mailbox listens inside it. Threads, since a launch makes the tool
# call back while the page that began it may still be loading.
OPTIONS = (
    "--workers=1",
    "--worker-class=gthread",
    "--threads=8",
    "--graceful-timeout=3",
    "--no-control-socket",
    "--log-level=warning",
)


def main() -> None:
    """Check the settings, say where things are, and hand over to gunicorn."""
    try:
        config = DemoConfig.from_env()
        if config.smtp_port:
            require_aiosmtpd()
    except DemoConfigError as error:
        sys.exit(f"demo LMS: {error}")
    mail = f", mailbox on 127.0.0.1:{config.smtp_port}" if config.smtp_port else ", no mailbox"
    sys.stdout.write(f"Demo LMS at {config.issuer}{mail}\n")
    sys.stdout.flush()
    bind = f"--bind=127.0.0.1:{config.port}"
    sys.argv = ["gunicorn", *OPTIONS, bind, "lti_tool.demo.server:app()"]
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
