"""What a caller hears while a server of ours is away."""

from attrs import define
from litestar.testing import AsyncTestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import MemoryShape
from smplat_core.access import RateLimiter


@define
class Gone(RateLimiter):
    """Asks a server that is restarting."""

    async def wait_for(self, who: str) -> float:
        raise ConnectionRefusedError(f"nobody answers about {who}")


async def test_a_database_that_is_away_is_a_503_that_says_when_to_come_again(
    shape: MemoryShape,
) -> None:
    app = create_app(shape.use_cases, ApiParts(Gone(), lost=(ConnectionError,)))
    async with AsyncTestClient(app) as client:
        answer = await client.get("/health/livez")

    assert answer.status_code == 503
    assert answer.json()["code"] == "http.unavailable"
    assert answer.headers["retry-after"] == "2"
