"""The wire says of a product exactly what the catalog keeps of it."""

from typing import Any, get_args, get_origin

import attrs
from hypothesis import HealthCheck, given, settings

from smplat_api.catalog.contents import ProductContentBody, patched
from smplat_core.catalog import ProductContent
from smplat_core.testing.builders.catalog import a_rich_content
from tests.builders.contents import contents


def parts(kind: Any, path: str = "") -> dict[str, bool]:
    """Every field there is, by its path, and whether it may be left out."""
    found: dict[str, bool] = {}
    if attrs.has(kind) and kind.__name__ not in {"Money", "MoneyBody"}:
        for field in attrs.fields(kind):
            name = f"{path}/{field.name}"
            found[name] = field.default is not attrs.NOTHING
            found |= parts(field.type, name)
        return found
    for inner in get_args(kind) if get_origin(kind) is not type else ():
        found |= parts(inner, path)
    return found


def test_the_fields_of_the_wire_are_those_of_the_catalog() -> None:
    assert parts(ProductContentBody) == parts(ProductContent)
    assert len(parts(ProductContent)) > 100


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(contents().filter(lambda content: all(p.selection.preset is None for p in content.presets)))
def test_content_comes_back_from_the_wire_as_it_was(content: ProductContent) -> None:
    assert ProductContentBody.of(content).to_content() == content


def test_an_empty_patch_changes_nothing() -> None:
    assert patched(a_rich_content(), {}) == a_rich_content()
