"""HTTP to the legacy system: one call, one answer, or ``BridgeUnavailable``."""

from asyncio import timeout
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

import httpx
from attrs import define, field

from smplat_core.kernel import SpanKind, span, traceparent
from smplat_core.legacy import BridgeUnavailable
from smplat_legacy.settings import LegacySettings
from smplat_legacy.wire import TOO_MANY, Answer

SERVER_ERROR: Final = 500
REFUSED_US: Final = (401, 403)
LONGEST_WAIT: Final = 3_600
"""Seconds: more than the legacy system may ask us to stay away."""


@define
class LegacyClient:
    """Keeps connections open between calls; close it when done. Follows no redirect."""

    settings: LegacySettings
    transport: httpx.AsyncBaseTransport | None = None
    """Instead of the network, for tests."""
    _http: httpx.AsyncClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._http = httpx.AsyncClient(
            base_url=self.settings.base_url,
            timeout=None,  # noqa: S113 - the whole call has one, in _send
            transport=self.transport,
            headers={"Authorization": f"Bearer {self.settings.token}"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str, *, headers: Mapping[str, str]) -> Answer:
        return await self._send(self._http.build_request("GET", path, headers=headers))

    async def post(self, path: str, *, body: object, headers: Mapping[str, str]) -> Answer:
        return await self._send(self._http.build_request("POST", path, json=body, headers=headers))

    async def _send(self, request: httpx.Request) -> Answer:
        with span("legacy", SpanKind.CLIENT, method=request.method) as outside:
            if told := traceparent():
                request.headers["traceparent"] = told
            try:
                async with timeout(self.settings.timeout_seconds):
                    response = await self._http.send(request)
            except (httpx.HTTPError, TimeoutError) as error:
                raise BridgeUnavailable(
                    f"the legacy system does not answer: {type(error).__name__}"
                ) from error
            outside.note("http.response.status_code", response.status_code)
        if response.status_code == TOO_MANY or response.status_code >= SERVER_ERROR:
            raise BridgeUnavailable(
                f"the legacy system answered {response.status_code}",
                retry_after_seconds=_retry_after(response),
            )
        if response.status_code in REFUSED_US:
            raise BridgeUnavailable(
                f"the legacy system answered {response.status_code}: it does not accept our token"
            )
        return Answer(response.status_code, _object(response))


def _object(response: httpx.Response) -> Mapping[str, object]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise BridgeUnavailable(
            f"the legacy system answered {response.status_code} with something that is no object"
        )
    return body


def _retry_after(response: httpx.Response) -> int:
    text = response.headers.get("Retry-After", "")
    asked = int(text[:9]) if text.isascii() and text.isdigit() else 5
    return max(1, min(asked, LONGEST_WAIT))
