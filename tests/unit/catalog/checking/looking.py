"""Content with something wrong in it, and where the checks see it."""

from smplat_core.catalog import ProductContent, faults
from smplat_core.testing.builders.catalog import a_content
from smplat_patterns import Re2Patterns

PATTERNS = Re2Patterns()


def seen(content: ProductContent, *, slug: str | None = None) -> list[tuple[str, str]]:
    """Where and what, of every fault."""
    return [(error.pointer, error.code) for error in faults(content, PATTERNS, slug=slug)]


def seen_in(**changes: object) -> list[tuple[str, str]]:
    """The same, of the plainest product with these changes."""
    return seen(a_content(**changes))
