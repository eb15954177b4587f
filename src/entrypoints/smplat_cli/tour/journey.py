"""What the steps of the tour share: the parties they talk to, and what was made so far."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
from attrs import Factory, define, field

from smplat_cli.telling import Refused
from smplat_cli.tour.door import Door
from smplat_cli.tour.guide import Guide


@define
class Journey:
    """One walk: a number of its own keeps it apart from those before."""

    api: Door
    sandbox: Door
    guide: Guide
    run: str = Factory(lambda: secrets.token_hex(3))
    company_id: str = ""
    contact_id: str = ""
    addresses: dict[str, str] = Factory(dict)
    """Ids of saved addresses, by country."""
    order: dict[str, Any] = Factory(dict)
    fulfillment: dict[str, Any] = Factory(dict)
    by_webhook: dict[str, Any] = Factory(dict)
    """The shipment whose courier tells us."""
    by_polling: dict[str, Any] = Factory(dict)
    """The shipment whose courier we ask."""
    _after: ExitStack = field(factory=ExitStack, init=False)

    def begin(self, step: int) -> None:
        """All requests of a step share a correlation id."""
        self.api.client.headers["X-Correlation-Id"] = self.correlation_id(step)

    def correlation_id(self, step: int) -> str:
        return f"tour-{self.run}-step-{step}"

    def at_the_end(self, undo: Callable[[], object]) -> None:
        """Whatever happens: the installation is left as it was found."""
        self._after.callback(undo)

    @contextmanager
    def put_back(self) -> Iterator[None]:
        with self._after:
            yield


@contextmanager
def doors(api: str, token: str, sandbox: str) -> Iterator[tuple[Door, Door]]:
    """The API and the sandbox's control API; ``Refused`` when one is not there."""
    with ExitStack() as life:
        ours = Door("the API", _client(api, life), "/api/v1")
        ours.client.headers["Authorization"] = f"Bearer {token}"
        theirs = Door("the sandbox", _client(sandbox, life), "/_sandbox")
        ours.get("/health/readyz")
        theirs.get("/health")
        yield ours, theirs


def _client(url: str, life: ExitStack) -> httpx.Client:
    try:
        return life.enter_context(httpx.Client(base_url=url.rstrip("/"), timeout=30))
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"{url!r} is no address: {error}") from None
