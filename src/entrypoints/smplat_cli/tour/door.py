"""Requests of the tour, with everything that is shown of them."""

import time
from typing import Any, Final

import httpx
from attrs import frozen

from smplat_cli.telling import Refused

GOOD: Final = range(200, 300)


@frozen
class Answer:
    """What was asked and what came back."""

    method: str
    path: str
    request: Any
    status: int
    data: Any
    headers: httpx.Headers
    milliseconds: int

    @property
    def good(self) -> bool:
        return self.status in GOOD

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - JSON
        return self.data[name]


@frozen
class Door:
    """One party that is talked to over HTTP."""

    name: str
    client: httpx.Client
    prefix: str = ""

    @property
    def base_url(self) -> str:
        return str(self.client.base_url).rstrip("/")

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        refusal: int | None = None,
        shown: object = None,
        **rest: Any,  # noqa: ANN401 - httpx's own
    ) -> Answer:
        """Any good answer, or exactly the refusal that is looked for; else ``Refused``.

        ``shown`` stands for a body that is no JSON.
        """
        if body is not None:
            rest["json"] = body
        started = time.monotonic()
        try:
            response = self.client.request(method, f"{self.prefix}{path}", **rest)
        except httpx.HTTPError as error:
            raise Refused(
                f"cannot reach {self.name} at {self.base_url}: {error}\n"
                "The tour needs a running `smplat up`, or --api and --sandbox."
            ) from None
        answer = Answer(
            method=method,
            path=response.request.url.raw_path.decode(),
            request=body if shown is None else shown,
            status=response.status_code,
            data=_data(response),
            headers=response.headers,
            milliseconds=round((time.monotonic() - started) * 1000),
        )
        expected = answer.good if refusal is None else answer.status == refusal
        if not expected:
            raise Refused(
                f"not as promised: {method} {answer.path} was answered"
                f" {answer.status}: {response.text[:1000]}"
            )
        return answer

    def get(self, path: str, **query: str | int) -> Answer:
        return self.ask("GET", path, params=query)

    def post(self, path: str, body: object = None, *, key: str | None = None) -> Answer:
        """With an Idempotency-Key when one is given."""
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.ask("POST", path, {} if body is None else body, headers=headers)


def _data(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return response.json()
    except ValueError:
        return response.text
