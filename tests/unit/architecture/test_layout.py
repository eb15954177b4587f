"""The rules of layout that import-linter has no contract for."""

import ast
import sys
from pathlib import Path

import grimp
import pytest

from tests.unit.architecture.house import (
    ADAPTERS,
    CONTEXTS,
    KIT,
    PACKAGES,
    PARTS,
    ROOT,
    import_graph,
    settings,
    sources,
    syntax,
)

CORE_MAY_USE = {"attr", "attrs", "cattr", "cattrs"}
KIT_MAY_USE = CORE_MAY_USE | {"hypothesis", "pytest", "pytest_asyncio"}
LONGEST_MODULE = 400


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return import_graph()


def test_no_package_escapes_the_contracts() -> None:
    assert settings()["importlinter"]["root_packages"] == sorted(PACKAGES)


def test_every_adapter_stands_in_the_hexagon() -> None:
    (hexagon,) = [c for c in settings()["importlinter"]["contracts"] if c["id"] == "hexagon"]
    layers = [set(layer.split(" | ")) for layer in hexagon["layers"]]

    assert set().union(*layers) == set(PACKAGES)
    assert ADAPTERS in layers


def test_the_core_imports_nothing_but_attrs_and_the_standard_library(
    graph: grimp.ImportGraph,
) -> None:
    core = {module for module in graph.modules if module.split(".")[0] == "smplat_core"}

    used = {
        f"{module} -> {imported}"
        for module in core
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.split(".")[0]
        not in {"smplat_core", *_may_use(module), *sys.stdlib_module_names}
    }

    assert used == set()


def _may_use(module: str) -> set[str]:
    return KIT_MAY_USE if module.startswith(KIT) else CORE_MAY_USE


def test_nothing_stands_on_the_test_kit(graph: grimp.ImportGraph) -> None:
    """It needs what an installation need not have."""
    leaning = {
        f"{importer} -> {module}"
        for module in graph.modules
        if module.startswith(KIT)
        for importer in graph.find_modules_that_directly_import(module)
        if not importer.startswith(KIT)
    }

    assert leaning == set()


def test_a_context_is_entered_by_its_front_door(graph: grimp.ImportGraph) -> None:
    def context(module: str) -> str:
        return ".".join(module.split(".")[:2])

    doors = {f"smplat_core.{name}" for name in (*CONTEXTS, *PARTS)}
    trespasses = {
        f"{importer} -> {module}"
        for module in graph.modules
        if module.startswith("smplat_core.") and module not in {context(module), *doors}
        for importer in graph.find_modules_that_directly_import(module)
        if context(importer) != context(module)
    }

    assert trespasses == set()


def test_an_adapter_is_entered_by_its_front_door(graph: grimp.ImportGraph) -> None:
    trespasses = {
        f"{importer} -> {module}"
        for module in graph.modules
        if module.split(".")[0] in ADAPTERS and "." in module
        for importer in graph.find_modules_that_directly_import(module)
        if importer.split(".")[0] != module.split(".")[0]
    }

    assert trespasses == set()


def test_no_adapter_knows_another(graph: grimp.ImportGraph) -> None:
    meetings = {
        f"{module} -> {imported}"
        for module in graph.modules
        if module.split(".")[0] in ADAPTERS
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.split(".")[0] in ADAPTERS - {module.split(".")[0]}
    }

    assert meetings == set()


def test_no_module_outgrows_a_sitting() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in sources(ROOT / "src")}

    long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_MODULE}
    assert long == {}


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(ROOT / "src")
        if not ast.get_docstring(syntax(path))
    ]

    assert silent == []


@pytest.mark.parametrize("context", sorted(CONTEXTS | PARTS))
def test_a_front_door_lists_all_it_shows(context: str) -> None:
    door = syntax(ROOT.joinpath("src", "smplat_core", *context.split("."), "__init__.py"))
    shown = {
        alias.asname or alias.name
        for node in door.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    (listed,) = [
        ast.literal_eval(node.value)
        for node in door.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]

    assert set(listed) == shown
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert (PACKAGES[package] / "py.typed").exists()


def test_the_folders_of_adapters_and_doors_are_no_packages() -> None:
    for folder in ("adapters", "entrypoints"):
        assert not Path(ROOT / "src" / folder / "__init__.py").exists()
