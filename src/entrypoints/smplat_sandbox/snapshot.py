"""The state on disk: one JSON file, always whole, at most a moment behind."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import define

DELAY: Final = 0.1
"""Seconds between a change and its save."""
SHARE: Final = 4
"""A save that took t seconds is followed by at least SHARE * t of not saving."""


@define
class SnapshotFile:
    """Saves what `take` gives; many changes in one moment become one save."""

    path: Path
    take: Callable[[], Mapping[str, object]]
    _timer: asyncio.TimerHandle | None = None
    _cost: float = 0.0

    def mark(self) -> None:
        """Save soon; without a running event loop, save at once."""
        if self._timer is not None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.save()
            return
        self._timer = loop.call_later(max(DELAY, SHARE * self._cost), self.save)

    def save(self) -> None:
        """Write now; the file is either the old state or the new one, never a part."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        started = time.perf_counter()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(self.take(), file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        self._cost = time.perf_counter() - started

    def load(self) -> dict[str, Any] | None:
        """The saved state, or None when there is none yet.

        Raises ValueError naming the file when it is not readable JSON.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            state: dict[str, Any] = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"{self.path} is not a sandbox state: {error}") from error
        return state
