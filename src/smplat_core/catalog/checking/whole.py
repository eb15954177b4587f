"""Everything that can be wrong with a product's content, looked at as a whole."""

from typing import Final

from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.fields import field_faults
from smplat_core.catalog.checking.formulas import formula_faults
from smplat_core.catalog.checking.offers import (
    add_on_faults,
    blueprint_faults,
    group_faults,
    plan_faults,
    service_faults,
)
from smplat_core.catalog.checking.presets import preset_faults
from smplat_core.catalog.checking.texts import Faults, fault, shown
from smplat_core.catalog.checking.visibility import visibility_faults
from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.ports import Patterns
from smplat_core.catalog.vocabulary import (
    MOST_ADD_ONS,
    MOST_FIELDS,
    MOST_GROUPS,
    MOST_MEDIA,
    MOST_PLANS,
    SKU_PATTERN,
    ItemKind,
)
from smplat_core.kernel import InputError

LONGEST_TITLE: Final = 200
LONGEST_DESCRIPTION: Final = 20_000
LONGEST_ALT_TEXT: Final = 300
MOST_PLACES: Final = 50
"""Platforms, and channels."""
MOST_RELATED: Final = 50
MOST_UNITS: Final = 1_000_000
MOST_TAGS: Final = 10
MOST_FAULTS: Final = 100
"""Told at once."""


def faults(
    content: ProductContent, patterns: Patterns, *, slug: str | None = None
) -> tuple[InputError, ...]:
    """All that is wrong with the content, by JSON pointers into it; the first hundred.

    Pure: whether services, pictures and related products exist is asked elsewhere. ``slug`` is
    the product's own, to which it cannot be related.
    """
    found: dict[InputError, None] = {}
    for error in _faults(content, patterns, slug):
        found[error] = None
        if len(found) == MOST_FAULTS:
            break
    return tuple(found)


def _faults(content: ProductContent, patterns: Patterns, slug: str | None) -> Faults:
    yield from _head(content)
    yield from _places(content)
    is_too_much = False
    for error in _many(content, patterns):
        is_too_much |= error.code == "catalog.too_many"
        yield error
    if is_too_much:
        return  # what follows compares things with one another
    yield from formula_faults(content)
    yield from visibility_faults(content)
    yield from preset_faults(content, patterns)
    yield from _media(content)
    yield from _related(content, slug)


def _head(content: ProductContent) -> Faults:
    yield from texts.line(content.title, "/title", fewest=1, longest=LONGEST_TITLE)
    yield from texts.slug(content.category, "/category")
    yield from texts.prose(content.description, "/description", longest=LONGEST_DESCRIPTION)
    if SKU_PATTERN.fullmatch(content.sku) is None:
        accepted = "1 to 64 letters, digits and . _ / + -"
        yield fault("/sku", "bad_sku", f"{shown(content.sku)} is no SKU", accepted)
    yield from blueprint_faults(content.blueprint, "/blueprint")
    if content.service is not None:
        if content.kind is ItemKind.HARDWARE:
            said = "nobody performs hardware"
            yield fault("/service", "not_for_kind", said, "a service of digital products")
        yield from service_faults(content.service.service, "/service/service")
    rule = content.quantity
    for name in ("minimum", "step", "maximum"):
        yield from texts.within(getattr(rule, name), f"/quantity/{name}", least=1, most=MOST_UNITS)
    if rule.maximum is not None and rule.maximum < rule.minimum:
        said = f"{rule.maximum} is below {rule.minimum}"
        yield fault("/quantity/maximum", "disordered", said, f"{rule.minimum} or more")


def _places(content: ProductContent) -> Faults:
    yield from texts.slugs(content.platforms, "/platforms", most=MOST_PLACES)
    yield from texts.slugs(content.channels, "/channels", most=MOST_PLACES)
    yield from texts.slug(content.feature_flag, "/feature_flag")


def _many(content: ProductContent, patterns: Patterns) -> Faults:
    yield from texts.count(content.option_groups, "/option_groups", most=MOST_GROUPS)
    yield from texts.unique(content.option_groups, "/option_groups", lambda each: each.key, "/key")
    for place, group in enumerate(content.option_groups[:MOST_GROUPS]):
        yield from group_faults(group, f"/option_groups/{place}")
    yield from texts.count(content.add_ons, "/add_ons", most=MOST_ADD_ONS)
    yield from texts.unique(content.add_ons, "/add_ons", lambda each: each.key, "/key")
    for place, add_on in enumerate(content.add_ons[:MOST_ADD_ONS]):
        yield from add_on_faults(add_on, f"/add_ons/{place}")
    yield from texts.count(content.plans, "/plans", most=MOST_PLANS)
    yield from texts.unique(content.plans, "/plans", lambda each: each.key, "/key")
    for place, plan in enumerate(content.plans[:MOST_PLANS]):
        yield from plan_faults(plan, f"/plans/{place}")
    yield from texts.count(content.fields, "/fields", most=MOST_FIELDS)
    yield from texts.unique(content.fields, "/fields", lambda each: each.key, "/key")
    for place, field in enumerate(content.fields[:MOST_FIELDS]):
        yield from field_faults(field, f"/fields/{place}", patterns)


def _media(content: ProductContent) -> Faults:
    media = content.media
    yield from texts.count(media, "/media", most=MOST_MEDIA)
    yield from texts.unique(media, "/media", lambda use: use.media_id, "/media_id")
    yield from texts.unique(media, "/media", lambda use: use.position, "/position")
    primary = [place for place, use in enumerate(media) if use.is_primary]
    for place in primary[1:]:
        said = f"/media/{primary[0]} is the primary one already"
        yield fault(f"/media/{place}/is_primary", "repeated", said, "one primary at most")
    for place, use in enumerate(media[:MOST_MEDIA]):
        at = f"/media/{place}"
        yield from texts.within(use.position, f"{at}/position", least=0, most=MOST_UNITS)
        yield from texts.line(use.alt_text, f"{at}/alt_text", longest=LONGEST_ALT_TEXT)
        yield from texts.line(use.label, f"{at}/label")
        yield from texts.count(use.usage_tags, f"{at}/usage_tags", most=MOST_TAGS)
        yield from texts.unique(use.usage_tags, f"{at}/usage_tags", str)


def _related(content: ProductContent, slug: str | None) -> Faults:
    yield from texts.count(content.related, "/related", most=MOST_RELATED)
    yield from texts.unique(
        content.related, "/related", lambda each: f"{each.slug} as {each.shown_as}", "/slug"
    )
    for place, each in enumerate(content.related[:MOST_RELATED]):
        at = f"/related/{place}"
        yield from texts.slug(each.slug, f"{at}/slug")
        yield from texts.within(each.quantity, f"{at}/quantity", least=1, most=MOST_UNITS)
        if each.slug == slug:
            said = f"{slug} is this very product"
            yield fault(f"{at}/slug", "related_to_itself", said, "the slug of another product")
