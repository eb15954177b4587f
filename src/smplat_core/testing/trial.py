"""One adapter, named on the command line, and every promise of its port."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, AsyncExitStack
from importlib import import_module
from inspect import Parameter, isawaitable, iscoroutine, signature
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
import pytest_asyncio
from attrs import Factory, define

from smplat_core.testing.matrix import Matrix
from smplat_core.testing.ports import PORTS, Port
from smplat_core.testing.promises import Contract, Unplayed, members, not_offered

HERE: Final = Path(__file__)

Make = Callable[[], object]


@define(eq=False)
class Trial:
    """The plugin that takes the place of what pytest would collect."""

    port: Port
    adapter: str
    make: Make
    matrix: Matrix = Factory(Matrix)

    @classmethod
    def of(cls, port: str, adapter: str | None) -> "Trial":
        """Refuses with ``UsageError``, in a sentence, whatever cannot be asked."""
        if port not in PORTS:
            raise pytest.UsageError(f"there is no port {port!r}: choose from {', '.join(PORTS)}")
        if adapter is None:
            raise pytest.UsageError(f"--port {port} needs --adapter mypkg.MyAdapter")
        make = found(adapter)
        refuse_what_cannot_serve(make, PORTS[port], adapter)
        return cls(PORTS[port], adapter, make)

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module | None:
        if module_path != HERE:
            return None
        module = pytest.Module.from_parent(parent, path=module_path)
        module.obj = ModuleType(self.port.name)
        for suite in self.port.suites:
            asked = ask(suite, self.make, self.port, self.adapter)
            setattr(module.obj, asked.__name__, asked)
        return module

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        if isinstance(item, pytest.Function) and item.path == HERE:
            self.matrix.expect(item.nodeid, item.originalname, of=item.cls.__name__)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.matrix.hear(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section(f"{self.port.name}: {self.adapter}")
        terminalreporter.write_line(self.matrix.written())


def found(adapter: str) -> Make:
    """What the path names; a ``UsageError`` says which part of it cannot be followed."""
    module_name, _, name = adapter.partition(":") if ":" in adapter else adapter.rpartition(".")
    if not module_name or not name:
        raise pytest.UsageError(f"--adapter {adapter!r} is no path: say mypkg.MyAdapter")
    try:
        module = import_module(module_name)
    except Exception as error:
        raise pytest.UsageError(
            f"--adapter {adapter}: importing {module_name} failed: {told(error)}"
        ) from error
    made = getattr(module, name, None)
    if made is None:
        raise pytest.UsageError(f"--adapter {adapter}: {module_name} has no {name}")
    if not callable(made):
        raise pytest.UsageError(f"--adapter {adapter} is no class or function that makes one")
    required = [
        parameter.name
        for parameter in signature(made).parameters.values()
        if parameter.default is Parameter.empty
        and parameter.kind not in {Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD}
    ]
    if required:
        raise pytest.UsageError(
            f"--adapter {adapter} needs {', '.join(required)}: name a class or function that can"
            " be called without arguments"
        )
    make: Make = made
    return make


def refuse_what_cannot_serve(make: Make, port: Port, adapter: str) -> None:
    """Make one, once, to see that it can be made and is of the right kind."""
    try:
        made = make()
    except Exception as error:
        raise pytest.UsageError(f"--adapter {adapter} could not be made: {told(error)}") from error
    if iscoroutine(made):
        made.close()
        return
    if isinstance(made, AbstractAsyncContextManager | AbstractContextManager):
        return
    made = port.adopt(made)
    lacks = {suite: lacking(made, suite) for suite in port.suites}
    if all(lacks.values()):
        shapes = " or ".join(suite.shape.__name__ for suite in lacks)
        raise pytest.UsageError(
            f"--adapter {adapter} does not serve {port.name}: it is no {shapes},"
            f" for it has no {', '.join(next(iter(lacks.values())))}"
        )


def told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def lacking(made: object, suite: type[Contract]) -> list[str]:
    """Names the suite will ask for, and not find."""
    if isinstance(made, Unplayed):
        return []
    return [name for name in members(suite.shape) if not hasattr(made, name)]


def ask(suite: type[Contract], make: Make, port: Port, adapter: str) -> type[Contract]:
    """The suite, with a fixture that makes the adapter anew for each promise."""

    @pytest_asyncio.fixture(name=suite.needs)
    async def under_test(self: Contract) -> AsyncIterator[object]:
        del self
        async with AsyncExitStack() as stack:
            made = make()
            if isawaitable(made):
                made = await made
            if isinstance(made, AbstractAsyncContextManager):
                made = await stack.enter_async_context(made)
            elif isinstance(made, AbstractContextManager):
                made = stack.enter_context(made)
            made = port.adopt(made)
            if lacks := lacking(made, suite):
                not_offered(f"{adapter} has no {', '.join(lacks)}")
            yield made

    name = suite.__name__.removesuffix("Contract")
    return type(f"Test{name}", (suite,), {suite.needs: under_test, "__module__": suite.__module__})
