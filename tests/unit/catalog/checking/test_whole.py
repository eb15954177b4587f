"""What is wrong with the head of a product, its places, pictures and relations."""

from uuid import UUID

import pytest

from smplat_core.catalog import (
    Blueprint,
    ItemKind,
    MediaId,
    MediaUse,
    Plan,
    QuantityRule,
    Related,
    RelatedAs,
    ServiceRef,
    ServiceUse,
    Sku,
    TrustMetric,
    faults,
)
from smplat_core.testing.builders.catalog import a_content, a_rich_content
from tests.unit.catalog.checking.looking import PATTERNS, seen, seen_in


def media(number: int, position: int, *, is_primary: bool = False) -> MediaUse:
    return MediaUse(media_id=MediaId(UUID(int=number)), position=position, is_primary=is_primary)


def test_a_product_with_one_of_everything_has_no_faults() -> None:
    assert seen(a_rich_content()) == []
    assert seen(a_content()) == []


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"title": " "}, "/title", "catalog.bad_text"),
        ({"title": "x" * 201}, "/title", "catalog.bad_text"),
        ({"title": "two\nlines"}, "/title", "catalog.bad_text"),
        ({"category": "Not A Slug"}, "/category", "catalog.bad_slug"),
        ({"description": "x" * 20_001}, "/description", "catalog.bad_text"),
        ({"description": "a\x00b"}, "/description", "catalog.bad_text"),
        ({"sku": Sku("no spaces")}, "/sku", "catalog.bad_sku"),
        ({"platforms": ("insta gram",)}, "/platforms/0", "catalog.bad_slug"),
        ({"platforms": ("a", "a")}, "/platforms/1", "catalog.repeated"),
        ({"channels": tuple(f"c{n}" for n in range(51))}, "/channels", "catalog.too_many"),
        ({"feature_flag": "UPPER"}, "/feature_flag", "catalog.bad_slug"),
        ({"feature_flag": "x" * 81}, "/feature_flag", "catalog.bad_slug"),
        ({"quantity": QuantityRule(minimum=0)}, "/quantity/minimum", "catalog.out_of_bounds"),
        ({"quantity": QuantityRule(step=0)}, "/quantity/step", "catalog.out_of_bounds"),
        (
            {"quantity": QuantityRule(minimum=5, maximum=4)},
            "/quantity/maximum",
            "catalog.disordered",
        ),
        (
            {"blueprint": Blueprint(sla_hours=0)},
            "/blueprint/sla_hours",
            "catalog.out_of_bounds",
        ),
        (
            {"blueprint": Blueprint(trust=(TrustMetric(label="", value="1"),))},
            "/blueprint/trust/0/label",
            "catalog.bad_text",
        ),
        (
            {
                "kind": ItemKind.HARDWARE,
                "service": ServiceUse(service=ServiceRef(provider="p", service="s")),
            },
            "/service",
            "catalog.not_for_kind",
        ),
        (
            {"service": ServiceUse(service=ServiceRef(provider="p q", service="s"))},
            "/service/service/provider",
            "catalog.bad_service",
        ),
        ({"media": (media(1, 0), media(1, 1))}, "/media/1/media_id", "catalog.repeated"),
        ({"media": (media(1, 0), media(2, 0))}, "/media/1/position", "catalog.repeated"),
        (
            {"media": (media(1, 0, is_primary=True), media(2, 1, is_primary=True))},
            "/media/1/is_primary",
            "catalog.repeated",
        ),
        ({"media": (media(1, -1),)}, "/media/0/position", "catalog.out_of_bounds"),
        (
            {"related": (Related(slug="x", shown_as=RelatedAs.BUNDLE, quantity=0),)},
            "/related/0/quantity",
            "catalog.out_of_bounds",
        ),
    ],
)
def test_each_fault_is_told_where_it_is(
    changes: dict[str, object], pointer: str, code: str
) -> None:
    assert (pointer, code) in seen_in(**changes)


def test_a_product_is_not_related_to_itself_nor_twice_to_another() -> None:
    bundle = Related(slug="likes", shown_as=RelatedAs.BUNDLE)
    shown_too = Related(slug="likes", shown_as=RelatedAs.CROSS_SELL)

    assert seen(a_content(related=(bundle, shown_too)), slug="followers") == []
    assert seen(a_content(related=(bundle, bundle)), slug="likes") == [
        ("/related/1/slug", "catalog.repeated"),
        ("/related/0/slug", "catalog.related_to_itself"),
        ("/related/1/slug", "catalog.related_to_itself"),
    ]


def test_a_fault_names_what_was_found_and_what_would_do() -> None:
    (fault,) = faults(a_content(category="Growth Hacks"), PATTERNS)

    assert "'Growth Hacks'" in fault.detail
    assert "like-this-1" in fault.accepted


def test_past_a_limit_the_rest_is_not_looked_at() -> None:
    plans = tuple(Plan(key=f"p{n}", label="P") for n in range(21))

    assert seen_in(plans=plans, price="1 +") == [("/plans", "catalog.too_many")]


def test_no_more_than_a_hundred_faults_are_told() -> None:
    related = tuple(Related(slug="NO", shown_as=RelatedAs.BUNDLE, quantity=0) for _ in range(50))
    media_uses = tuple(media(1, 0, is_primary=True) for _ in range(40))

    assert len(seen_in(related=related, media=media_uses)) == 100
