"""What callers and readers of the log go by, forever: codes of refusals, names of events."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

import attrs
import pytest

from smplat_core.kernel import Event, Invalid, NotAllowed, NotFound, Refusal, Stale, Unavailable
from smplat_core.selfcheck import load_everything
from tests.unit.architecture.house import ADAPTERS, CONTEXTS, KIT, load

C = TypeVar("C")

KINDS: set[type[Refusal]] = {Refusal, Invalid, NotFound, NotAllowed, Stale, Unavailable}
WORD = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
DOTTED = re.compile(rf"{WORD}\.{WORD}")


def below(base: type[C]) -> list[type[C]]:
    """Every class of ours under ``base``; not those that tests make."""

    def walk(cls: type[C]) -> Iterator[type[C]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from walk(sub)

    modules = {cls: cls.__module__ for cls in walk(base)}
    mine = {c for c, m in modules.items() if m.startswith("smplat_") and not m.startswith(KIT)}
    return sorted(mine, key=lambda cls: f"{cls.__module__}.{cls.__qualname__}")


load_everything()
load(*sorted(ADAPTERS))
REFUSALS = [cls for cls in below(Refusal) if cls not in KINDS]
EVENTS = below(Event)
TOLD = [cls for cls in EVENTS if "name" in vars(cls)]


@pytest.mark.parametrize("cls", REFUSALS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_a_refusal_has_a_dotted_code_of_its_own_and_says_what_it_means(cls: type[Refusal]) -> None:
    assert "code" in vars(cls), "inherits the code of its base"
    assert DOTTED.fullmatch(cls.code)
    assert cls.__doc__


def test_no_two_refusals_share_a_code() -> None:
    counts = Counter(cls.code for cls in REFUSALS)

    assert {code: n for code, n in counts.items() if n > 1} == {}


def test_kinds_have_codes_no_refusal_uses() -> None:
    kinds = [cls.code for cls in KINDS]

    assert set(kinds) & {cls.code for cls in REFUSALS} == set()
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("cls", TOLD, ids=lambda cls: cls.name)
def test_an_event_is_a_frozen_value_with_a_dotted_name(cls: type[Event]) -> None:
    fields = attrs.fields(cls)

    assert DOTTED.fullmatch(cls.name)
    assert all(field.kw_only for field in fields)
    assert "at" in {field.name for field in fields}
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cls.__setattr__(object.__new__(cls), "at", None)


def test_no_two_events_share_a_name() -> None:
    counts = Counter(cls.name for cls in TOLD)

    assert {name: n for name, n in counts.items() if n > 1} == {}


def test_a_class_of_events_without_a_name_only_gathers_others() -> None:
    nameless = [cls for cls in EVENTS if "name" not in vars(cls)]

    assert [cls.__qualname__ for cls in nameless if not cls.__subclasses__()] == []


def test_there_are_refusals_and_events_at_all() -> None:
    assert len(REFUSALS) > 100
    assert {cls.__module__.split(".")[1] for cls in TOLD} <= CONTEXTS
