"""What a suite is: a class whose tests are the promises of one port."""

from inspect import iscoroutinefunction
from typing import ClassVar, NoReturn

import pytest


class Contract:
    """Inherit a suite, give it the fixture it names, and pytest runs every promise.

    ``class TestMyCourier(CourierContract)`` with a fixture ``courier``: that is all. Tests that
    wait need no marker of yours, in any mode of pytest-asyncio.
    """

    needs: ClassVar[str]
    """The fixture that gives the adapter under test, or the world it is under test in."""
    shape: ClassVar[type]
    """The protocol that fixture has to serve."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, value in list(vars(cls).items()):
            if name.startswith("test_") and iscoroutinefunction(value):
                setattr(cls, name, pytest.mark.asyncio(value))

    @classmethod
    def promises(cls) -> tuple[str, ...]:
        """The names of its tests, in the order they are written."""
        found: dict[str, None] = {}
        for base in reversed(cls.__mro__):
            found |= dict.fromkeys(name for name in vars(base) if name.startswith("test_"))
        return tuple(found)


def not_offered(why: str) -> NoReturn:
    """Say from within a world under test that the adapter does not claim this ability.

    The promise then counts neither as kept nor as broken.
    """
    pytest.skip(why)


class Unplayed:
    """An adapter by itself, where a suite asks for the world behind it too.

    It shows what the adapter does alone; whatever needs the other side is not offered.
    """

    def __init__(self, name: str, adapter: object) -> None:
        setattr(self, name, adapter)

    def __getattr__(self, name: str) -> NoReturn:
        not_offered(f"nobody plays its other side: name something that has {name!r} as well")


def sentence(promise: str) -> str:
    """The name of a test as people read it."""
    return promise.removeprefix("test_").replace("_", " ")


def members(shape: type) -> tuple[str, ...]:
    """What a protocol asks for by name."""
    found: dict[str, None] = {}
    for base in shape.__mro__:
        if getattr(base, "_is_protocol", False):
            found |= dict.fromkeys(vars(base).get("__annotations__", {}))
            found |= dict.fromkeys(
                name for name, value in vars(base).items() if callable(value) or _is_property(value)
            )
    return tuple(sorted(name for name in found if not name.startswith("_")))


def _is_property(value: object) -> bool:
    return isinstance(value, property)
