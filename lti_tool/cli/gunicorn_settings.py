"""Settings of the web server that its command line cannot say.

Browsers open connections on a guess and send nothing on them. A sync worker that accepted such a
one would wait for a request that never comes while people queue behind it. The kernel can hold it
back until its first byte arrives (``TCP_DEFER_ACCEPT`` in tcp(7)), so that the tool can stand in
front of browsers without a proxy, and without threads, which cost nearly half the launch rate.
"""

from __future__ import annotations

import socket
from typing import Any

HELD_BACK = 60
"""Seconds: browsers give an unused connection up long before."""


def when_ready(server: Any) -> None:
    """Called by gunicorn once it listens, before its workers start."""
    defer = getattr(socket, "TCP_DEFER_ACCEPT", None)  # Linux only
    if defer is None:
        return
    for listener in server.LISTENERS:
        if listener.sock.family in {socket.AF_INET, socket.AF_INET6}:
            listener.sock.setsockopt(socket.IPPROTO_TCP, defer, HELD_BACK)
