"""The source tree, as the architecture tests look at it."""

import ast
import tomllib
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import grimp

ROOT: Final = Path(__file__).parents[3]
SOURCE_ROOTS: Final = (ROOT / "src", ROOT / "src" / "adapters", ROOT / "src" / "entrypoints")
PACKAGES: Final = {
    door.parent.name: door.parent for root in SOURCE_ROOTS for door in root.glob("*/__init__.py")
}
"""Every package of ours, with its folder."""

ADAPTERS: Final = {name for name, folder in PACKAGES.items() if folder.parent.name == "adapters"}
KIT: Final = "smplat_core.testing"
"""What embedders test with: part of the core's package, and of no context."""

CONTEXTS: Final = {
    door.parent.name for door in (ROOT / "src" / "smplat_core").glob("*/__init__.py")
} - {"testing"}
PARTS: Final = {
    f"{inside.parents[1].name}.{inside.parent.name}"
    for sign in ("ports.py", "use_cases")
    for inside in (ROOT / "src" / "smplat_core").glob(f"*/*/{sign}")
}
"""Big parts of contexts, which ask for ports or are used by themselves: their front doors."""


def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def settings() -> dict[str, Any]:
    tool: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    return tool


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def load(*packages: str) -> None:
    """Import every module of these packages, so that all their classes are known."""
    for package in packages:
        folder = import_module(package).__path__
        for module in walk_packages(folder, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
