"""One look at a selection, by tests that choose only what they are about."""

from smplat_core.catalog import Circumstances, Examination, Form, ProductContent, Selection, prepare
from smplat_core.testing.builders.configuring import SLUG, VERSION
from smplat_patterns import Re2Patterns


def form_of(content: ProductContent) -> Form:
    return prepare(content, Re2Patterns(), version=VERSION, slug=SLUG)


def look(
    content: ProductContent,
    selection: Selection = Selection(),  # noqa: B008 - a frozen value
    where: Circumstances = Circumstances(),  # noqa: B008 - a frozen value
    *,
    quantity: int | None = None,
) -> Examination:
    return form_of(content).examine(selection, where, quantity=quantity)


def faults(seen: Examination) -> list[tuple[str, str]]:
    """Where and what, of every error."""
    return [(error.pointer, error.code) for error in seen.errors]
