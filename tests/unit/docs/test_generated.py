"""The pages that are lists say what the code says; ``python docs/generate.py`` writes them anew."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[3] / "docs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES: dict[Path, str] = generator().pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_generated_page_is_up_to_date(page: Path) -> None:
    assert page.read_text() == PAGES[page], "run: python docs/generate.py"


def test_there_is_something_on_each_page() -> None:
    told = {page.stem: text for page, text in PAGES.items()}

    assert "| `order.paid` |" in told["events"]
    assert "| `paging.bad_page` | Invalid |" in told["refusals"]
    assert "| `GET /api/v1/job-runs` |" in told["api"]
    assert "- a number it does not know is an answer" in told["testing"]
    assert "### `OrderMachine`" in told["testing"]
