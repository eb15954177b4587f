"""One API for all tests: it is slow to build, and keeps nothing of the system it stands on."""

from collections.abc import Callable
from functools import partial
from typing import Any

from attrs import define, field
from litestar import Litestar

from smplat_api import ApiParts, create_app
from smplat_app.container import UseCases
from smplat_app.testing import MemoryShape
from smplat_core.access import RateLimiter
from smplat_memory import MemoryRateLimiter


@define
class Standing:
    """An application over the system of whichever test is running."""

    app: Litestar = field(init=False)
    _shape: MemoryShape | None = field(default=None, init=False)
    _limiter: RateLimiter | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.app = create_app(_Behind(self._made), ApiParts(_Now(self._limits)))  # type: ignore[arg-type]  # stand-ins of both

    def put_on(self, shape: MemoryShape) -> Litestar:
        """The application, over this system from now on."""
        self._shape, self._limiter = shape, MemoryRateLimiter(shape.clock)
        return self.app

    def _made(self, name: str) -> Any:
        assert self._shape is not None
        return self._shape.use_cases.providers[name]()

    def _limits(self) -> RateLimiter:
        assert self._limiter is not None
        return self._limiter


class _Now:
    """What is there at the moment of a call, for parts that are built into the application."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)

    def __call__(self, *args: object, **named: object) -> Any:
        return self._find()(*args, **named)


class _Behind:
    """The use cases by name, found anew for every request."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        self._make = make
        self.providers = {name: partial(make, name) for name in UseCases.providers}

    def __getattr__(self, name: str) -> Callable[[], _Now]:
        return lambda: _Now(partial(self._make, name))
