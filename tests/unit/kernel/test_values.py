from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import attrs
import pytest
from attrs import field, frozen

import smplat_core
from smplat_core.kernel import evolve, maker


def aggregates() -> list[type[attrs.AttrsInstance]]:
    """Every class of the core that is saved with a version and news."""
    found: set[type[attrs.AttrsInstance]] = set()
    for module in walk_packages(smplat_core.__path__, "smplat_core."):
        for thing in vars(import_module(module.name)).values():
            if isinstance(thing, type) and attrs.has(thing):
                names = {attribute.name for attribute in attrs.fields(thing)}
                found |= {thing} if {"version", "news"} <= names else set()
    return sorted(found, key=lambda cls: cls.__qualname__)


def filled(cls: type[attrs.AttrsInstance]) -> Any:
    """An instance with something else in every field."""
    return maker(cls)(*(object() for _ in attrs.fields(cls)))


def fields_of(value: Any) -> dict[str, object]:
    return {
        attribute.name: getattr(value, attribute.name) for attribute in attrs.fields(type(value))
    }


@pytest.mark.parametrize("cls", aggregates(), ids=lambda cls: cls.__qualname__)
def test_an_aggregate_evolves_as_attrs_would_have_it(cls: type[attrs.AttrsInstance]) -> None:
    before = filled(cls)
    as_it_was = fields_of(before)

    for attribute in attrs.fields(cls):
        changes = {attribute.name: object()}
        ours = evolve(before, **changes)
        with attrs.validators.disabled():
            theirs = attrs.evolve(before, **changes)
        assert type(ours) is cls
        assert fields_of(ours) == fields_of(theirs) == {**as_it_was, **changes}
    assert fields_of(before) == as_it_was


@pytest.mark.parametrize("cls", aggregates(), ids=lambda cls: cls.__qualname__)
def test_a_value_made_quickly_is_as_frozen_as_any(cls: type[attrs.AttrsInstance]) -> None:
    made = evolve(filled(cls), version=7)

    for name in ("version", attrs.fields(cls)[0].name):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(made, name, object())
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(made, name)
    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
        made.unheard_of = 1


def test_aggregates_are_found_at_all() -> None:
    names = {cls.__name__ for cls in aggregates()}

    assert {"ApiKey", "Order", "Company"} <= names


@frozen
class Pair:
    one: int = field(validator=attrs.validators.ge(0))
    other: str = "other"


def test_what_is_made_equals_what_the_constructor_makes() -> None:
    make = maker(Pair)

    assert make(1, "x") == Pair(1, "x")
    assert hash(make(1, "x")) == hash(Pair(1, "x"))
    assert repr(make(1, "x")) == repr(Pair(1, "x"))


def test_a_field_that_does_not_exist_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        evolve(Pair(1), third=3)


def test_evolving_into_the_same_is_equal_but_another() -> None:
    pair = Pair(1)

    assert evolve(pair) == pair
    assert evolve(pair) is not pair
