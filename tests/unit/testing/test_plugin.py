"""Naming a port and an adapter to pytest, rightly and wrongly."""

import sys
from pathlib import Path

import pytest

from smplat_core.testing.ports import PORTS
from smplat_core.testing.trial import Trial
from tests.unit.testing.pages import run_pytest

MINE = '''
from contextlib import asynccontextmanager

from smplat_core.testing.promises import not_offered
from smplat_core.testing.suites.courier import NOON
from smplat_memory import MemoryCourier, MemoryObjects

NOTHING = None
NOT_CALLABLE = 7


class Needy:
    def __init__(self, url, *, key):
        raise AssertionError


def fails():
    raise RuntimeError("no such server")


class Stranger:
    """Serves no port at all."""


class Silent:
    """A courier that pushes nothing."""

    numbers = ("7035114477138472", "4002847016405018")

    def __init__(self):
        self.courier = MemoryCourier(secret=None)

    def says(self, number, status):
        not_offered("it only answers in tests")

    def refuses(self, number, kind):
        self.courier.refuses(number, kind)

    def webhook(self, number, *, sent_at, secret=None):
        not_offered("it pushes nothing")


opened, closed = [], []


@asynccontextmanager
async def entered():
    opened.append(1)
    yield MemoryObjects()
    closed.append(1)
    assert len(opened) == len(closed)


async def awaited():
    return MemoryObjects()


class Leaky(MemoryObjects):
    """Forgets what kind of thing it keeps."""

    async def get(self, key):
        from attrs import evolve

        return evolve(await super().get(key), content_type="text/plain")
'''


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(MINE)
    (tmp_path / "broken_module.py").write_text("import nothing_like_that\n")
    (tmp_path / "test_of_ones_own.py").write_text("def test_mine() -> None:\n    assert False\n")
    return tmp_path


def test_the_ports_can_be_listed(here: Path) -> None:
    ran = run_pytest(here, "--port", "list")

    assert ran.returncode == 0
    assert [line.split()[0] for line in ran.stdout.splitlines()] == list(PORTS)


@pytest.mark.parametrize(
    ("port", "adapter", "told"),
    [
        ("curier", "mine.Silent", "there is no port 'curier': choose from courier,"),
        ("courier", None, "--port courier needs --adapter mypkg.MyAdapter"),
        ("courier", "Silent", "'Silent' is no path"),
        ("courier", "yours.Silent", "importing yours failed: ModuleNotFoundError"),
        ("courier", "broken_module.X", "No module named 'nothing_like_that'"),
        ("courier", "mine.Loud", "mine has no Loud"),
        ("courier", "mine:NOTHING", "mine has no NOTHING"),
        ("courier", "mine.NOT_CALLABLE", "is no class or function"),
        ("courier", "mine.Needy", "needs url, key"),
        ("courier", "mine.fails", "could not be made: RuntimeError: no such server"),
        ("courier", "mine.Stranger", "does not serve courier: it is no CourierUnderTest"),
        ("object-store", "mine.Silent", "it is no ObjectStore, for it has no delete, get, put"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    here: Path, monkeypatch: pytest.MonkeyPatch, port: str, adapter: str | None, told: str
) -> None:
    monkeypatch.syspath_prepend(here)
    monkeypatch.delitem(sys.modules, "mine", raising=False)

    with pytest.raises(pytest.UsageError) as refused:
        Trial.of(port, adapter)

    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--port", "courier", "--adapter", "yours.Silent"), "importing yours failed"),
        (("--adapter", "mine.Silent"), "--adapter needs --port NAME; --port list names the ports"),
    ],
    ids=["not there", "no port"],
)
def test_a_refusal_is_all_there_is_to_read(
    here: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = run_pytest(here, *arguments)

    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr + ran.stdout
    assert "INTERNALERROR" not in ran.stderr + ran.stdout


def test_what_an_adapter_does_not_claim_is_neither_kept_nor_broken(here: Path) -> None:
    ran = run_pytest(here, "--port", "courier", "--adapter", "mine:Silent")

    assert ran.returncode == 0
    assert "not offered  a signed webhook is read\n               it pushes nothing\n" in ran.stdout
    assert "kept         a number it does not know is an answer" in ran.stdout
    assert "mine:Silent has no asked, old_secret, sign" in ran.stdout


def test_a_bare_adapter_shows_what_it_does_alone(here: Path) -> None:
    ran = run_pytest(here, "--port", "courier", "--adapter", "smplat_memory.MemoryCourier")

    assert ran.returncode == 0
    assert "kept         a webhook from nobody is refused" in ran.stdout
    assert "nobody plays its other side" in ran.stdout


@pytest.mark.parametrize("adapter", ["smplat_memory.MemoryObjects", "mine.entered", "mine.awaited"])
def test_an_adapter_is_called_entered_or_awaited_as_it_needs(here: Path, adapter: str) -> None:
    ran = run_pytest(here, "--port", "object-store", "--adapter", adapter)

    assert ran.returncode == 0, ran.stdout
    assert "0 broken, 0 not offered" in ran.stdout


def test_one_broken_example_breaks_the_promise(here: Path) -> None:
    ran = run_pytest(here, "--port", "object-store", "--adapter", "mine.Leaky")

    assert ran.returncode == pytest.ExitCode.TESTS_FAILED
    assert "broken       what was put is got with its content type" in ran.stdout
    assert "broken       any bytes are kept as they are" in ran.stdout
    assert "kept         what was never put is not found and may be deleted" in ran.stdout


def test_without_a_port_pytest_is_as_it_was(here: Path) -> None:
    ran = run_pytest(here, "-q")

    assert "1 failed" in ran.stdout
    assert "kept" not in ran.stdout
