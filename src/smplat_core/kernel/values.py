"""Building immutable values quickly.

attrs guards a frozen value by refusing ``setattr``, and pays for it by writing every field
through ``object.__setattr__``. The slot descriptors underneath have no such detour: writing a
*new* value through them costs about half of the generated ``__init__``, and nothing can
be changed afterwards, because no one else has seen the value yet. Use these only where the
fields are known to be good: validators and converters do not run.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

T = TypeVar("T", bound=attrs.AttrsInstance)


def maker(cls: type[T]) -> Callable[..., T]:
    """A positional constructor for a slotted frozen class, taking every field in order."""
    names = [field.name for field in attrs.fields(cls)]
    space: dict[str, Any] = {"_new": object.__new__, "_cls": cls}
    space |= {f"_set_{name}": getattr(cls, name).__set__ for name in names}
    body = "".join(f"    _set_{name}(made, {name})\n" for name in names)
    source = f"def make({', '.join(names)}):\n    made = _new(_cls)\n{body}    return made\n"
    exec(source, space)  # noqa: S102 - field names of our own class, the way attrs builds __init__
    make: Callable[..., T] = space["make"]
    return make


_COPIERS: dict[type, Callable[..., Any]] = {}


def evolve(value: T, **changes: object) -> T:
    """The same value with some fields changed, like ``attrs.evolve`` at a third of its price.

    For aggregates moving from one good state to the next; validators do not run again.
    """
    cls = type(value)
    copier = _COPIERS.get(cls)
    if copier is None:
        copier = _COPIERS[cls] = _copier(cls)
    made: T = copier(value, **changes)
    return made


def _copier(cls: type[attrs.AttrsInstance]) -> Callable[..., Any]:
    names = [field.name for field in attrs.fields(cls)]
    space: dict[str, Any] = {"_make": maker(cls), "_same": object()}
    params = ", ".join(f"{name}=_same" for name in names)
    args = ", ".join(f"old.{name} if {name} is _same else {name}" for name in names)
    exec(f"def copy(old, /, *, {params}):\n    return _make({args})\n", space)  # noqa: S102 - as above
    copy: Callable[..., Any] = space["copy"]
    return copy
