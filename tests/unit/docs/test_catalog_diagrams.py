"""The page about the catalog says what the code says."""

import ast
import re
from pathlib import Path

from smplat_core.catalog import PRODUCT_LIFECYCLE, events, refusals, vocabulary
from smplat_core.kernel import Event, Refusal

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "catalog.md").read_text()
CHECKS = ROOT / "src" / "smplat_core" / "catalog" / "checking"


def told_by_checks() -> set[str]:
    """The codes of faults, as the checks write them: the second argument of ``fault``.

    Beginnings that a name is put behind are left out.
    """
    found: set[str] = set()
    for path in CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault":
                found |= {
                    f"catalog.{word.value}"
                    for word in ast.walk(node.args[1])
                    if isinstance(word, ast.Constant) and isinstance(word.value, str)
                    if not word.value.endswith("_")
                }
    return found


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert PRODUCT_LIFECYCLE.mermaid() in PAGE


def test_every_refusal_event_and_fault_is_explained() -> None:
    codes = {
        kind.code
        for kind in vars(refusals).values()
        if isinstance(kind, type)
        and issubclass(kind, Refusal)
        and kind.__module__ == refusals.__name__
    }
    names = {
        kind.name
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, Event) and "name" in vars(kind)
    }

    assert {word for word in codes | names | told_by_checks() if f"`{word}`" not in PAGE} == set()
    assert len(told_by_checks()) > 20


def test_no_limit_on_the_page_is_another_than_in_the_code() -> None:
    limits = {
        "option groups": vocabulary.MOST_GROUPS,
        "options": vocabulary.MOST_OPTIONS,
        "add-ons": vocabulary.MOST_ADD_ONS,
        "plans": vocabulary.MOST_PLANS,
        "fields": vocabulary.MOST_FIELDS,
        "presets": vocabulary.MOST_PRESETS,
        "pictures": vocabulary.MOST_MEDIA,
    }

    for name, most in limits.items():
        assert re.search(rf"\b{most} {name}\b", PAGE), name
