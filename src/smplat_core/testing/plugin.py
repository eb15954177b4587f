"""For pytest: ``--port courier --adapter mypkg.MyCourier`` asks an adapter for every promise.

Found by pytest wherever smplat is installed, so it imports the kit only when it is asked for.
"""

import pytest

pytest.register_assert_rewrite("smplat_core.testing.suites", "smplat_core.testing.machines")

LIST = "list"


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


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if config.getoption("port") != LIST:
        return None
    _need_the_kit()
    from smplat_core.testing.matrix import catalog  # noqa: PLC0415 - only for those who ask

    print(catalog())  # noqa: T201 - what was asked for
    return 0


def pytest_configure(config: pytest.Config) -> None:
    port, adapter = config.getoption("port"), config.getoption("adapter")
    if port is None and adapter is None:
        return
    if port is None:
        raise pytest.UsageError("--adapter needs --port NAME; --port list names the ports")
    _need_the_kit()
    from smplat_core.testing.trial import HERE, Trial  # noqa: PLC0415 - only for those who ask

    config.pluginmanager.register(Trial.of(port, adapter), "smplat trial")
    config.args = [str(HERE)]


def _need_the_kit() -> None:
    try:
        import hypothesis  # noqa: F401, PLC0415 - only whether they are there
        import pytest_asyncio  # noqa: F401, PLC0415 - as above
    except ModuleNotFoundError as missing:
        raise pytest.UsageError(f"{missing.name} is missing: install smplat[testing]") from None
