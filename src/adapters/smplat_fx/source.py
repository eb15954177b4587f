"""Asking the open ExchangeRate-API, or nobody."""

from asyncio import timeout
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import define, field, frozen

from smplat_core.kernel import Currency, ExchangeRate, SpanKind, span
from smplat_core.pricing.fx import RateSource, RatesUnavailable
from smplat_fx.settings import OFF, FxSettings
from smplat_fx.wire import rates_in

LARGEST_ANSWER: Final = 256_000
"""Bytes; the source sends about four thousand."""
LONGEST_WAIT: Final = 3_600
OK: Final = 200
TOO_MANY: Final = 429
NOT_FOUND: Final = 404
"""Also said with a body that tells why."""


@define
class ErApiRates(RateSource):
    """One request for each call; close it when done.

    The address comes from the settings and from nowhere else, no redirect is followed, and an
    answer past ``LARGEST_ANSWER`` is not read to its end.
    """

    settings: FxSettings
    transport: httpx.AsyncBaseTransport | None = None
    """Instead of the network, for tests."""
    _http: httpx.AsyncClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._http = httpx.AsyncClient(
            follow_redirects=False,
            timeout=None,  # noqa: S113 - the whole call has one, in latest
            transport=self.transport,
            headers={"Accept": "application/json"},
        )

    async def close(self) -> None:
        await self._http.aclose()

    @property
    def name(self) -> str:
        """What its rates are said to come from: the host."""
        return urlsplit(self.settings.rates_api_url).hostname or "the source of rates"

    async def latest(
        self, base: Currency, symbols: Collection[Currency]
    ) -> tuple[ExchangeRate, ...]:
        url = f"{self.settings.rates_api_url.rstrip('/')}/{base}"
        with span("exchange rates", SpanKind.CLIENT, base=base) as outside:
            try:
                async with (
                    timeout(self.settings.timeout_seconds),
                    self._http.stream("GET", url) as response,
                ):
                    body = await self._read(response)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
                raise RatesUnavailable(
                    f"{self.name} does not answer: {type(error).__name__}"
                ) from error
            outside.note("http.response.status_code", response.status_code)
        if response.status_code not in (OK, NOT_FOUND):
            raise RatesUnavailable(
                f"{self.name} answered {response.status_code}",
                retry_after_seconds=_wait_after(response),
            )
        return rates_in(body, base=base, symbols=symbols, source=self.name)

    async def _read(self, response: httpx.Response) -> bytes:
        body = b""
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise RatesUnavailable(f"{self.name} answered more than {LARGEST_ANSWER} bytes")
        return body


@frozen
class NoRates(RateSource):
    """Nobody to ask: rates are set by hand."""

    async def latest(
        self, base: Currency, symbols: Collection[Currency]
    ) -> tuple[ExchangeRate, ...]:
        """Nothing, so that a schedule that goes on asking does no harm."""
        del base, symbols
        return ()

    async def close(self) -> None:
        """There is nothing to let go of."""


def rate_source(settings: FxSettings) -> ErApiRates | NoRates:
    """Whom the settings name."""
    return NoRates() if settings.rates_api_url == OFF else ErApiRates(settings)


def _wait_after(response: httpx.Response) -> int:
    """As long as it asks; after too many questions an hour, which its documentation calls safe."""
    text = response.headers.get("Retry-After", "")
    if text.isascii() and text.isdigit():
        return max(1, min(int(text[:9]), LONGEST_WAIT))
    return LONGEST_WAIT if response.status_code == TOO_MANY else 60
