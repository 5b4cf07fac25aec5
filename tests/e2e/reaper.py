"""Kills programs without a warning at moments that a seed decides, and starts them again."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from .servers import World

SHORTLY = 0.04
"""Seconds in which a request is answered: a kill falls before, into or after it."""

A_WHILE = 0.5
"""Seconds in which the delivering worker does something with what a request left for it."""

VICTIMS = ("tool", "one process of the tool", "worker", "worker")


@dataclass
class Reaper:
    """Counts requests down; called before each of them."""

    world: World
    seed: int
    most: int = 18
    every: tuple[int, int] = (4, 14)
    killed: list[str] = field(default_factory=list)
    _timers: list[threading.Timer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._left = self._random.randint(*self.every)

    def __call__(self) -> None:
        self._left -= 1
        if self._left > 0 or len(self._timers) >= self.most:
            return
        self._left = self._random.randint(*self.every)
        victim = self._random.choice(VICTIMS)
        pause = self._random.uniform(0, A_WHILE if victim == "worker" else SHORTLY)
        timer = threading.Timer(pause, self._kill, (victim,))
        self._timers.append(timer)
        timer.start()

    def rest(self) -> None:
        """Wait until nobody is being killed, and kill no more."""
        self.most = 0
        for timer in self._timers:
            timer.join()

    def _kill(self, victim: str) -> None:
        with self._lock:
            self.killed.append(victim)
            if victim.startswith("one process"):
                children = self.world.program("tool").children()
                with suppress(ProcessLookupError, IndexError):
                    os.kill(children[0], signal.SIGKILL)
                return
            program = self.world.program(victim)
            program.kill()
            program.start()
