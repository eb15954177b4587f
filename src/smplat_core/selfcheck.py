"""``python -m smplat_core.selfcheck``: does this copy of the core keep its own rules?

For embedders who vendor, patch or extend the core: run it after a change, or in their own tests.
"""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages
from typing import Final, TypeVar

from attrs import frozen

from smplat_core.kernel import Event, Lifecycle, Refusal

C = TypeVar("C")

ALLOWED: Final = {"attr", "attrs", "cattr", "cattrs", "smplat_core"}
KINDS: Final = "smplat_core.kernel.errors"
"""Where the kinds of refusal live: they have codes too, for those that need no finer one."""

ROOT: Final = Path(__file__).parent
KIT: Final = "testing"
"""What tests are written with: it alone may use more, and nothing of the core uses it."""
ALLOWED_IN_KIT: Final = ALLOWED | {"hypothesis", "pytest", "pytest_asyncio"}


@frozen
class Finding:
    """One rule, what it was checked on, and what breaks it."""

    rule: str
    checked: str
    wrong: tuple[str, ...]


def load_everything() -> None:
    """Import every module of the core, so that all its classes are known."""
    for part in iter_modules([str(ROOT)]):
        if part.name != KIT:
            import_module(f"smplat_core.{part.name}")
            for module in walk_packages([str(ROOT / part.name)], f"smplat_core.{part.name}."):
                import_module(module.name)


def below(base: type[C]) -> tuple[type[C], ...]:
    """All classes of the core under ``base``, by module and name."""

    def walk(cls: type[C]) -> Iterator[type[C]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from walk(sub)

    mine = {cls for cls in walk(base) if _is_ours(cls.__module__)}
    return tuple(sorted(mine, key=lambda cls: (cls.__module__, cls.__qualname__)))


def _is_ours(module: str) -> bool:
    return module.startswith("smplat_core.") and not module.startswith(f"smplat_core.{KIT}.")


def refusals() -> tuple[type[Refusal], ...]:
    """Every refusal the core can give, without the kinds themselves."""
    return tuple(cls for cls in below(Refusal) if cls.__module__ != KINDS)


def events() -> tuple[type[Event], ...]:
    """Every event the core can tell; classes that only gather others have no name."""
    return tuple(cls for cls in below(Event) if "name" in vars(cls))


def lifecycles() -> dict[str, Lifecycle]:  # type: ignore[type-arg]  # of whatever states
    """Every table of states, under its own name."""
    modules = [module for name, module in sorted(sys.modules.items()) if _is_lifecycle(name)]
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Lifecycle) and name.endswith("_LIFECYCLE")
    }


def _is_lifecycle(module: str) -> bool:
    return module.startswith("smplat_core.") and module.endswith(".lifecycle")


def check_imports() -> Finding:
    """Nothing but the standard library, attrs and cattrs; in the test kit, what tests run on."""
    files = sorted(ROOT.rglob("*.py"))
    strangers = (
        f"{path.relative_to(ROOT.parent)}:{line} imports {name}"
        for path in files
        for line, name in _imports(ast.parse(path.read_text()))
        if not _is_allowed(name, in_kit=ROOT / KIT in path.parents)
    )
    return Finding("imports", f"{len(files)} modules", tuple(strangers))


def _is_allowed(name: str, *, in_kit: bool) -> bool:
    """Whether a module of the core may import this; nothing stands on the test kit but itself."""
    if f"{name}.".startswith(f"smplat_core.{KIT}."):
        return in_kit
    top = name.partition(".")[0]
    return top in (ALLOWED_IN_KIT if in_kit else ALLOWED) or top in sys.stdlib_module_names


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "") if not node.level else "."


def check_lifecycles() -> Finding:
    """Every table is total and connected."""
    tables = lifecycles()
    wrong = []
    for name, table in tables.items():
        try:
            Lifecycle(table.initial, table.table)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    return Finding("lifecycles", f"{len(tables)} tables", tuple(wrong))


def check_events() -> Finding:
    """Every event has a name of its own: it is what readers of the log go by, forever."""
    told = events()
    return Finding("events", f"{len(told)} names", _shared((cls.name, cls) for cls in told))


def check_refusals() -> Finding:
    """Every refusal has a code of its own: it is what callers act on, forever."""
    given = refusals()
    nameless = tuple(f"{cls.__qualname__} has no code" for cls in given if "code" not in vars(cls))
    shared = _shared((cls.code, cls) for cls in given)
    return Finding("refusals", f"{len(given)} codes", nameless + shared)


def _shared(named: Iterable[tuple[str, type]]) -> tuple[str, ...]:
    pairs = list(named)
    counts = Counter(name for name, _ in pairs)
    return tuple(
        f"{name} is {cls.__qualname__}, and not alone" for name, cls in pairs if counts[name] > 1
    )


CHECKS: Final[tuple[Callable[[], Finding], ...]] = (
    check_imports,
    check_lifecycles,
    check_events,
    check_refusals,
)


def main() -> int:
    """Print the report; 0 when every rule is kept."""
    load_everything()
    findings = [check() for check in CHECKS]
    for finding in findings:
        print(f"{'BAD' if finding.wrong else 'ok ':4}{finding.rule:12}{finding.checked}")  # noqa: T201 - the report
        for line in finding.wrong:
            print(f"      {line}")  # noqa: T201 - the report
    return int(any(finding.wrong for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
