"""A client as ours should be: it asks again until it is answered, and never gives up early."""

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

import httpx
from attrs import frozen

T = TypeVar("T")

PATIENCE: Final = 100.0
"""Seconds: longer than a request whose answerer was killed is held (60)."""

PAUSE: Final = 0.1
AGAIN: Final = {"idempotency.key_in_use"}
"""Refusals that only ask for patience."""


class PathBroken(AssertionError):
    """The path cannot go on: an answer no retry can better, or none in time."""


def wait_for(what: str, look: Callable[[], T | None], *, patience: float = PATIENCE) -> T:
    """What ``look`` finds at last."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(PAUSE)
    raise PathBroken(f"{what}: not within {patience:.0f} s")


@frozen
class Client:
    """The public API, however often it dies."""

    http: httpx.Client

    def get(self, path: str, **query: str | int) -> Any:
        return self.ask("GET", path, params=query)

    def items(self, path: str, **query: str | int) -> list[dict[str, Any]]:
        """Of a list that fits one page."""
        page = self.get(path, limit=200, **query)
        assert page["next_cursor"] is None, path
        return list(page["items"])

    def post(self, path: str, body: object, *, key: str) -> Any:
        """With its ``Idempotency-Key``, so that asking again has no second effect."""
        return self.ask("POST", path, json=body, headers={"Idempotency-Key": key})

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        return wait_for(f"{method} {path}", lambda: self._answer(method, path, rest))[0]

    def _answer(self, method: str, path: str, rest: dict[str, Any]) -> tuple[Any] | None:
        try:
            answer = self.http.request(method, f"/api/v1{path}", **rest)
        except httpx.TransportError:
            return None
        if answer.is_success:
            return (answer.json(),)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            return None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.json()["code"] in AGAIN:
            return None
        raise PathBroken(f"{method} {path}: {answer.status_code} {answer.text[:600]}")
