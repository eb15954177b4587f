"""The page about customers says what the code says."""

import re
from pathlib import Path

from smplat_core import customers, legacy
from smplat_core.customers import ENTRY_LIFECYCLE
from smplat_core.kernel import Event, Refusal

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def codes_of(context: object) -> set[str]:
    exported = vars(context).values()
    kinds = [x for x in exported if isinstance(x, type) and issubclass(x, Refusal)]
    return {kind.code for kind in kinds}


def names_of(context: object) -> set[str]:
    exported = vars(context).values()
    kinds = [x for x in exported if isinstance(x, type) and issubclass(x, Event)]
    return {kind.name for kind in kinds}


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert ENTRY_LIFECYCLE.mermaid() in (DOCS / "customers.md").read_text()


def test_every_refusal_and_event_of_customers_is_explained() -> None:
    page = (DOCS / "customers.md").read_text()

    assert {word for word in codes_of(customers) | names_of(customers) if word not in page} == set()


def test_every_refusal_and_event_of_legacy_is_explained() -> None:
    page = (DOCS / "legacy.md").read_text()

    assert {word for word in codes_of(legacy) | names_of(legacy) if word not in page} == set()


def test_no_page_explains_a_refusal_that_does_not_exist() -> None:
    known = codes_of(customers) | codes_of(legacy) | names_of(customers) | names_of(legacy)
    known |= {legacy.FINISH_WRITES, legacy.DETECT_DRIFT, legacy.REFRESH_ALL}
    fields = {
        f"customers.bad_{field}"
        for field in ("country", "region", "postal_code", "city", "line1", "character")
    } | {"customers.missing", "customers.too_long"}

    for name in ("customers.md", "legacy.md"):
        told = set(re.findall(r"`((?:customers|legacy)\.[a-z_]+)`", (DOCS / name).read_text()))
        assert told - known - fields == set()
