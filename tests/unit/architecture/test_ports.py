"""Every port has an adapter in memory, and one suite that all its adapters pass."""

import ast
import inspect
import re
from importlib import import_module
from types import ModuleType

import pytest

from tests.unit.architecture.house import ADAPTERS, CONTEXTS, PARTS, ROOT, load

PORT_MODULES = ("ports", "queries", "objects", "deliveries", "schedules")
NO_ADAPTER = {
    "Rates": "what guardrails need of ExchangeRates, which adapters serve",
    "Undo": "written by contexts that do things by themselves, not by adapters",
    "Begin": "a unit of work; every database is one",
    "Reaction": "written by contexts, not by adapters",
    "PublicationChecks": "asked by the catalog, answered by contexts above it",
}
"""Ports whose adapters no contract suite can hold side by side, and why."""

PURE = {"FactReader", "MessageVerifier", "Pattern", "Patterns"}
"""They compute and touch nothing: those of production serve a system in memory as well."""


def ports() -> dict[str, type]:
    """Every Protocol a context asks adapters for, by name."""
    found: dict[str, type] = {}
    for context in sorted(CONTEXTS | PARTS):
        for name in PORT_MODULES:
            path = ROOT.joinpath("src", "smplat_core", *context.split("."), f"{name}.py")
            if path.exists():
                found |= _protocols_of(import_module(f"smplat_core.{context}.{name}"))
    return {name: cls for name, cls in found.items() if name not in NO_ADAPTER}


def _protocols_of(module: ModuleType) -> dict[str, type]:
    things: list[object] = list(vars(module).values())
    return {
        thing.__name__: thing
        for thing in things
        if isinstance(thing, type)
        and thing.__module__ == module.__name__
        and getattr(thing, "_is_protocol", False)
        and not thing.__name__.endswith("Work")
    }


WHOLE_PATH = {"FanOutTargets", "Forwardings", "WebhookTarget"}
"""Held from outside, with everything between: tests/contract/payments/test_fan_out.py."""


load(*sorted(ADAPTERS))
PORTS = ports()
FOLDERS = ("tests/contract", "src/smplat_core/testing")
SUITES = "\n".join(
    path.read_text() for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))
)
"""The suites, and the contract tests with the helpers that name ports for them."""


def adapters(port: type) -> list[type]:
    """The classes that say they serve the port, by inheriting it."""
    heirs: list[type] = port.__subclasses__()
    return [cls for cls in heirs if cls.__module__.split(".")[0] in ADAPTERS]


@pytest.mark.parametrize("port", sorted(PORTS.keys() - PURE))
def test_a_port_has_an_adapter_in_memory(port: str) -> None:
    homes = {cls.__module__.split(".")[0] for cls in adapters(PORTS[port])}

    assert "smplat_memory" in homes


@pytest.mark.parametrize("port", sorted(PORTS.keys() - PURE - WHOLE_PATH))
def test_a_port_has_a_contract_suite(port: str) -> None:
    """The tests name the port, or use it as what a unit of work offers: ``work.orders``."""
    on_work = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", port).lower()

    assert re.search(rf"\b{port}\b|\bwork\.{on_work}\b", SUITES)


@pytest.mark.parametrize("port", sorted(PORTS))
def test_an_adapter_has_every_method_of_its_port(port: str) -> None:
    """A method that is missing would be inherited from the Protocol, and return nothing."""
    promised = {
        name
        for base in PORTS[port].__mro__
        if getattr(base, "_is_protocol", False)
        for name, value in vars(base).items()
        if inspect.isfunction(value) and (not name.startswith("_") or name == "__call__")
    }

    missing = {
        f"{cls.__name__}.{name}"
        for cls in adapters(PORTS[port])
        for name in promised
        if not any(
            name in vars(base) for base in cls.__mro__ if not getattr(base, "_is_protocol", False)
        )
    }

    assert missing == set()


def test_every_method_of_a_port_says_what_it_promises() -> None:
    """A class docstring may speak for a port with a single method."""
    silent = [
        f"{port.__name__}.{name}"
        for port in PORTS.values()
        for methods in [
            {n: m for n, m in vars(port).items() if inspect.isfunction(m) and n[0] != "_"}
        ]
        for name, method in methods.items()
        if not method.__doc__ and not (len(methods) == 1 and port.__doc__)
    ]

    assert silent == []


def test_ports_speak_in_types() -> None:
    vague = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for name in ("ports", "queries")
        for path in sorted((ROOT / "src" / "smplat_core").glob(f"**/{name}.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id == "Any"
    ]

    assert vague == []
