"""What every embedded server does: start, live, stop."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import ClassVar, Final, Self

from attrs import define, field

from smplat_embedded.child import Child, Step
from smplat_embedded.folder import Claim, tail
from smplat_embedded.refusals import ServerDidNotStart

POLL: Final = 0.005  # seconds


def absolute(path: Path | str) -> Path:
    """The folder's one true name, so that everybody computes the same socket path."""
    return Path(path).expanduser().resolve()


@define(eq=False)
class Server(ABC):
    """A server that runs as a child of this process and keeps its data in ``root``.

    One launcher at a time may own a folder. A launcher that is killed takes its server
    with it (at once on Linux; elsewhere the next start in that folder clears it away).
    """

    NAME: ClassVar[str]
    LADDER: ClassVar[Sequence[Step]]

    root: Path = field(converter=absolute)
    start_timeout: float = field(default=60.0, kw_only=True)
    """Seconds a start may take; recovery after a crash of the machine is part of it."""
    _claim: Claim | None = field(init=False, default=None)
    _child: Child | None = field(init=False, default=None)

    def start(self) -> None:
        """Return once the server takes connections; raise ``EmbeddedRefused`` if it cannot.

        Starting a running server changes nothing; starting one that died revives it.
        """
        if self.alive():
            return
        self._claim = self._claim or Claim.on(self.root)
        try:
            self._child = self._launch()
        except OSError as failure:  # a full disk, say
            self.stop()
            raise self._did_not_start(str(failure)) from failure
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Return once the server is gone, its data safe. Stopping twice changes nothing."""
        if self._child:
            self._child.stop(self.LADDER)
            self._child = None
            if not self.sockets.is_relative_to(self.root):
                shutil.rmtree(self.sockets, ignore_errors=True)
        if self._claim:
            self._claim.release()
            self._claim = None

    def restart(self) -> None:
        """Stop, then start, on the same data and at the same address."""
        self.stop()
        self.start()

    def alive(self) -> bool:
        """Does the process still run? It may have been killed since it was started."""
        return self._child is not None and self._child.alive()

    def gone_within(self, seconds: float) -> bool:
        """Wait for the server to end by itself, at most so long; is it gone?"""
        return self._child is None or self._child.gone_within(seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """What the server prints; put aside at a start once it is large."""
        return self.root / f"{self.NAME.lower()}.log"

    @property
    @abstractmethod
    def sockets(self) -> Path:
        """The private folder of the server's socket, in the data folder if that is short."""

    @abstractmethod
    def _launch(self) -> Child:
        """A child that takes connections; leaves nothing running when it raises."""

    def _becomes_ready(self, child: Child, ready: Callable[[], bool]) -> bool:
        """Wait until ``ready`` holds; False if the child ended before.

        Raises ``ServerDidNotStart`` when that takes too long. A child that is waited for
        in vain, or no longer because of Ctrl-C, is stopped.
        """
        deadline = monotonic() + self.start_timeout
        try:
            while monotonic() < deadline:
                if child.gone_within(POLL):
                    return False
                if ready():
                    return True
        except BaseException:
            child.stop(self.LADDER)
            raise
        child.stop(self.LADDER)
        raise self._did_not_start(f"not ready after {self.start_timeout:g} s")

    def _did_not_start(self, how: str) -> ServerDidNotStart:
        return ServerDidNotStart(
            f"{self.NAME} did not start in {self.root}: {how}. End of {self.log}:\n{tail(self.log)}"
        )
