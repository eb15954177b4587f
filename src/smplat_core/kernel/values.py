"""Building immutable values quickly.

attrs guards a frozen value by refusing ``setattr``, and pays for it by writing every field
through ``object.__setattr__``. A value made here is filled before anyone else has seen it, and
is as frozen as any afterwards. Use these only where the fields are known to be good: validators
and converters do not run.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

T = TypeVar("T", bound=attrs.AttrsInstance)


def maker(cls: type[T]) -> Callable[..., T]:
    """A positional constructor for a slotted frozen class, taking every field in order.

    Fastest for a class declared with ``weakref_slot=False``: its values begin as drafts, of an
    unguarded class of the same layout, and then take on their own (CPython allows that between
    classes of the same slots, unless they hold weak references). Others are filled through their
    slot descriptors, which cost about half of the generated ``__init__``.
    """
    names = [field.name for field in attrs.fields(cls)]
    draft = _draft_of(cls)
    space: dict[str, Any] = {"_cls": cls, "_draft": draft, "_new": object.__new__}
    if draft:
        begin, end = "_draft()", "    made.__class__ = _cls\n"
        body = "".join(f"    made.{name} = {name}\n" for name in names)
    else:
        begin, end = "_new(_cls)", ""
        space |= {f"_set_{name}": getattr(cls, name).__set__ for name in names}
        body = "".join(f"    _set_{name}(made, {name})\n" for name in names)
    source = f"def make({', '.join(names)}):\n    made = {begin}\n{body}{end}    return made\n"
    exec(source, space)  # noqa: S102 - field names of our own class, the way attrs builds __init__
    make: Callable[..., T] = space["make"]
    return make


def _draft_of(cls: type[T]) -> type | None:
    """A class of the same layout whose fields can be written; none when it cannot be left."""
    space = {"__slots__": cls.__dict__["__slots__"], "__setattr__": object.__setattr__}
    draft = type(f"{cls.__name__}Draft", cls.__bases__, space)
    try:
        draft().__class__ = cls
    except TypeError:
        return None
    return draft


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
