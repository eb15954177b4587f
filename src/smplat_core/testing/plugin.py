"""For pytest: ``--port courier --adapter mypkg.MyCourier`` asks an adapter for every promise.

Found by pytest wherever smplat is installed, so it imports the kit only when it is asked for.
"""

import pytest

pytest.register_assert_rewrite("smplat_core.testing.suites", "smplat_core.testing.machines")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("smplat", "adapters of smplat's ports")
    group.addoption(
        "--port",
        metavar="NAME",
        help="run the promises of this port, and nothing else; 'list' names the ports",
    )
    group.addoption(
        "--adapter",
        metavar="PATH",
        help="what to ask: mypkg.MyCourier, or mypkg:MyCourier; called without arguments",
    )


def pytest_configure(config: pytest.Config) -> None:
    port, adapter = config.getoption("port"), config.getoption("adapter")
    if port is None and adapter is None:
        return
    if port is None:
        raise pytest.UsageError("--adapter needs --port NAME; --port list names the ports")
    try:
        from smplat_core.testing.trial import Trial  # noqa: PLC0415 - only for those who ask
    except ModuleNotFoundError as missing:
        raise pytest.UsageError(f"{missing.name} is missing: install smplat[testing]") from None
    config.pluginmanager.register(Trial.of(port, adapter, config), "smplat trial")
