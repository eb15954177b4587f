"""Writes the reference pages that are lists: ``python docs/generate.py`` after a change of the code.

``tests/unit/docs/test_generated.py`` fails while a page and the code differ.
"""

import inspect
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import attrs
from prometheus_client.metrics import MetricWrapperBase

from smplat_api import ApiParts, create_app
from smplat_api.metrics import OF_PROCESS
from smplat_api.openapi import TAGS
from smplat_app.testing import memory_shape
from smplat_core import selfcheck
from smplat_core.kernel import Event, Invalid, NotAllowed, NotFound, Refusal, Stale, Unavailable
from smplat_core.oversight import METRICS, RULES, TARGETS
from smplat_core.testing import machines
from smplat_core.testing.ports import PORTS, Port
from smplat_core.testing.promises import Contract, members, sentence
from smplat_memory import MemoryRateLimiter
from smplat_worker.metrics import JOB_SECONDS

REFERENCE: Final = Path(__file__).parent / "reference"
KINDS: Final = (Invalid, NotFound, NotAllowed, Stale, Unavailable)
METHODS: Final = ("get", "post", "put", "patch", "delete")

EVENTS: Final = """# Events

Everything a context tells the rest of the house, and what `GET .../timeline` shows. A name is permanent.
An event is stored in the same transaction as the change it tells of, numbered 1, 2, 3 ... within its aggregate,
with who acted and the correlation id. Every event carries `at`, the moment it happened.
"""
REFUSALS: Final = """# Refusals

What the core will not do, and why. Act on the code: it is permanent. The text is for people.
[The house](house.md) says which HTTP status each kind has.
"""
API: Final = """# HTTP API

A running API describes itself: `/docs` is the page to browse and try it, `/docs/openapi.json` the OpenAPI 3.1
document with every body, example and refusal. This is the list of its routes.

Every route but the probes and the webhooks of outside parties wants an API key: `Authorization: Bearer smp_...`.
"""


TESTING: Final = """# Test kit

What `smplat[testing]` holds: a suite for every port an embedder may serve, machines that drive aggregates at random, and the promises each of them asks for.
[Write an adapter](../how-to/write-an-adapter.md) uses them all.

```console
$ pytest --port list
$ pytest --port courier --adapter mypkg.MyCourierWorld
```

`smplat_core.testing` alone may import pytest, pytest-asyncio and Hypothesis; nothing of smplat imports it.

| module | holds |
| --- | --- |
| `smplat_core.testing.suites` | one class of tests per port, and the protocols of the worlds they ask |
| `smplat_core.testing.databases` | what a suite may ask of a database |
| `smplat_core.testing.lifecycles` | `check_lifecycle` and `check_table` |
| `smplat_core.testing.machines` | the machines below, `LifecycleMachine` for aggregates of your own, and `THOROUGH`, an effort that takes seconds |
| `smplat_core.testing.faults` | `Tripwire` and `break_everywhere` |
| `smplat_core.testing.builders` | values of each context with every detail chosen |

## Ports

Inherit the suite, and give it the fixture it needs. What `--adapter` names is called without arguments, awaited or entered when it has to be, and made anew for each promise.
"""
MACHINES: Final = """
## Machines

`TestMine = OrderMachine.TestCase` is a test. Each watches its lifecycles as well: nothing moves but along the table, and nothing leaves a final state.
Override `driver` to run the same rules over your own use cases.
"""


def testing() -> str:
    return TESTING + "".join(map(_port, PORTS.values())) + MACHINES + "".join(_machines())


def _port(port: Port) -> str:
    alone = (
        f" The bare `{port.alone.protocol.__name__}` may be named too, for what it does alone."
        if port.alone
        else ""
    )
    return f"\n### `{port.name}`\n\n{_sentence(port.summary)}{alone}\n" + "".join(
        map(_suite, port.suites)
    )


def _suite(suite: type[Contract]) -> str:
    promises = "".join(f"- {sentence(promise)}\n" for promise in suite.promises())
    needed = ", ".join(f"`{name}`" for name in members(suite.shape))
    return (
        f"\n`{suite.__name__}` needs the fixture `{suite.needs}`, a `{suite.shape.__name__}`"
        f" with {needed}:\n\n{promises}"
    )


def _machines() -> Iterator[str]:
    for name in machines.__all__:
        machine = getattr(machines, name)
        if not name.endswith("Machine") or machine is machines.WatchingMachine:
            continue
        held = [rule.function.__name__ for rule in machine().invariants]
        listed = "".join(f"- {sentence(invariant)}\n" for invariant in held)
        yield f"\n### `{name}`\n\n{_meaning(machine)}\n\n{listed}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


METRICS_PAGE: Final = """# Metrics

What `GET /api/v1/observability/prometheus` exposes. {{doc}}`/how-to/set-up-monitoring` says how to scrape it, and has
dashboards and alert rules that use these names.

Figures of the house are read from the database, at most every five seconds however many scrape, and are the same from every
API process: take `max by (...)` over processes, not `sum`. No label names a person, a company or an order; each takes its values
from a list that is part of the program or of the installation (couriers, schedules).

## Promises

Exposed as `smplat_slo_target` beside `smplat_slo_measured`, and read as one list at `GET /api/v1/observability/kpis`.
Satisfaction of customers and the share of orders with a ticket are promised as well (4.5 of 5, less than 5 %): nothing in the house
measures them yet, so neither is shown.

| promise | target | what is measured |
| --- | --- | --- |
{promises}
## What is stuck

Counted as `smplat_stuck` and listed one by one at `GET /api/v1/observability/stuck`. How long each kind may wait is changed by
`SMPLAT_OVERSIGHT_PATIENCE=<kind>=<seconds>,...`.

| kind | may wait | what it is | what to do |
| --- | --- | --- | --- |
{stuck}"""


def events() -> str:
    rows = ((_context(cls), cls.name, _carries(cls), _meaning(cls)) for cls in selfcheck.events())
    return EVENTS + _by_group(sorted(rows), ("event", "carries", "meaning"))


def refusals() -> str:
    rows = ((_context(cls), cls.code, _kind(cls), _meaning(cls)) for cls in selfcheck.refusals())
    return REFUSALS + _by_group(sorted(rows), ("code", "kind", "meaning"))


def api() -> str:
    shape = memory_shape()
    schema = create_app(
        shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock))
    ).openapi_schema.to_schema()
    order = {tag: place for place, tag in enumerate(TAGS)}
    routes = [
        (operation["tags"][0], method.upper(), path, operation.get("summary", ""))
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS and "tags" in operation  # the page that describes itself has none
    ]
    routes.sort(
        key=lambda route: (order.get(route[0], 99), route[2], METHODS.index(route[1].lower()))
    )
    rows = ((tag, f"{method} {path}", summary) for tag, method, path, summary in routes)
    return API + _by_group(rows, ("route", "what it does"), TAGS)


def metrics() -> str:
    """Those of the house, and those each process keeps of itself."""
    rows: list[tuple[str, ...]] = [
        ("the house", metric.name, metric.kind.value, ", ".join(metric.labels), metric.meaning)
        for metric in METRICS
    ]
    rows += sorted(_of_process("the API", *OF_PROCESS))
    rows += sorted(_of_process("a worker", JOB_SECONDS))
    promises = "".join(
        f"| `{target.name}` | {target.target:g} {target.unit} | {target.meaning} |\n"
        for target in TARGETS
    )
    stuck = "".join(
        f"| `{kind}` | {_span(rule.patience)} | {rule.meaning} | {{doc}}`/how-to/{rule.how_to}` |\n"
        for kind, rule in RULES.items()
    )
    listed = _by_group(rows, ("metric", "type", "labels", "meaning"))
    return METRICS_PAGE.format(promises=promises, stuck=stuck) + listed


def _of_process(group: str, *wrappers: MetricWrapperBase) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for wrapper in wrappers:
        (shown,) = wrapper.describe()
        ending = "_total" if shown.type == "counter" else ""
        labels = ", ".join(wrapper._labelnames)  # noqa: SLF001 - no public way
        found.append((group, shown.name + ending, shown.type, labels, shown.documentation))
    return found


def _span(patience: timedelta) -> str:
    seconds = int(patience.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s" if seconds else "at once"


def pages() -> dict[Path, str]:
    """Every generated page, as it should be."""
    selfcheck.load_everything()
    texts = {
        "events": events(),
        "refusals": refusals(),
        "api": api(),
        "metrics": metrics(),
        "testing": testing(),
    }
    return {REFERENCE / f"{name}.md": text for name, text in texts.items()}


def _by_group(
    rows: Iterable[tuple[str, ...]], heads: tuple[str, ...], titles: dict[str, str] | None = None
) -> str:
    """A heading and a table for each group, in the order in which groups first appear."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for group, *cells in rows:
        groups.setdefault(group, []).append(tuple(cells))
    return "".join(_table(name, heads, lines, titles or {}) for name, lines in groups.items())


def _table(
    name: str, heads: tuple[str, ...], lines: list[tuple[str, ...]], titles: dict[str, str]
) -> str:
    intro = f"{titles[name]}.\n\n" if name in titles else ""
    head = f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n"
    body = "".join(f"| `{first}` | {' | '.join(rest)} |\n" for first, *rest in lines)
    return f"\n## {name.capitalize()}\n\n{intro}{head}{body}"


def _context(cls: type) -> str:
    return cls.__module__.split(".")[1]


def _kind(cls: type[Refusal]) -> str:
    return next((kind.__name__ for kind in KINDS if issubclass(cls, kind)), "Refusal")


def _carries(cls: type[Event]) -> str:
    return ", ".join(f"`{field.name}`" for field in attrs.fields(cls) if field.name != "at")


def _meaning(cls: type) -> str:
    """The first paragraph of the docstring; else the class name, which then says it all."""
    text = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0]
    return (" ".join(text.split()) or " ".join(_words(cls.__name__))).replace("|", "\\|")


def _words(name: str) -> Iterator[str]:
    start = 0
    for end in (*(i for i in range(1, len(name)) if name[i].isupper()), len(name)):
        word = name[start:end]
        yield word.lower() if start else word
        start = end


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
