"""Whatever a product's content says, it is kept, carried, checked and shown without a surprise."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smplat_core.catalog import (
    ProductContent,
    content_checksum,
    faults,
    media_in,
    offered,
    read_content,
    services_in,
)
from smplat_core.kernel import dumps, loads, to_json
from smplat_patterns import Re2Patterns
from tests.builders.contents import contents

PATTERNS = Re2Patterns()
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; ``KeyError``, ``IndexError`` or ``TypeError`` if nothing."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


@FEW
@given(contents())
def test_it_says_the_same_after_it_was_kept_or_carried(content: ProductContent) -> None:
    kept, carried = loads(dumps(content), ProductContent), read_content(to_json(content))

    assert kept == content
    assert carried == content
    assert content_checksum(kept) == content_checksum(carried) == content_checksum(content)


@FEW
@given(contents(), st.sampled_from(("a", "b", None)))
def test_every_fault_leads_to_a_place_in_it_and_says_what_would_do(
    content: ProductContent, slug: str | None
) -> None:
    document = to_json(content)

    found = faults(content, PATTERNS, slug=slug)

    assert len(found) <= 100
    assert len(set(found)) == len(found)
    for fault in found:
        at(document, fault.pointer)
        assert fault.detail
        assert fault.accepted, fault


@FEW
@given(contents())
def test_what_it_leans_on_is_where_it_says(content: ProductContent) -> None:
    document = to_json(content)

    for pointer, media_id in media_in(content):
        assert at(document, pointer) == str(media_id)
    for pointer, service in services_in(content):
        assert at(document, pointer) == to_json(service)


@FEW
@given(contents(), st.frozensets(st.sampled_from(("a", "b", "web"))))
def test_what_is_shown_of_it_is_part_of_it_and_all_there_is_to_show(
    content: ProductContent, flags: frozenset[str]
) -> None:
    shown = offered(content, flags)

    assert offered(shown, flags) == shown
    assert all(preset in content.presets for preset in shown.presets)
    assert all(each.feature_flag in {None, *flags} for each in shown.add_ons)
    assert all(
        option.feature_flag in {None, *flags}
        for group in shown.option_groups
        for option in group.options
    )
