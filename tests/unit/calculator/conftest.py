"""Every test begins as if nothing had been compiled before."""

import pytest

from smplat_core.calculator import gate, model


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    model._compiled.cache_clear()  # noqa: SLF001 - who uses a calculator has no reason to
    gate._maker.cache_clear()  # noqa: SLF001 - as above
