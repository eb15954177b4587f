"""What a product's content leans on besides itself, with the places where it says so."""

from collections.abc import Iterator

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.vocabulary import MediaId, ServiceRef


def services_in(content: ProductContent) -> Iterator[tuple[str, ServiceRef]]:
    """Every service that performs anything of it, by pointer."""
    if content.service is not None:
        yield "/service/service", content.service.service
    for place, add_on in enumerate(content.add_ons):
        if add_on.service is not None:
            yield f"/add_ons/{place}/service", add_on.service


def media_in(content: ProductContent) -> Iterator[tuple[str, MediaId]]:
    """Every picture it shows anywhere, by pointer."""
    found: list[tuple[str, MediaId | None]] = [("/blueprint/hero", content.blueprint.hero)]
    found += [(f"/media/{place}/media_id", use.media_id) for place, use in enumerate(content.media)]
    for place, group in enumerate(content.option_groups):
        found += [
            (f"/option_groups/{place}/options/{at}/blueprint/hero", option.blueprint.hero)
            for at, option in enumerate(group.options)
        ]
    for place, add_on in enumerate(content.add_ons):
        found.append((f"/add_ons/{place}/blueprint/hero", add_on.blueprint.hero))
    found += [(f"/presets/{place}/hero", each.hero) for place, each in enumerate(content.presets)]
    for pointer, media_id in found:
        if media_id is not None:
            yield pointer, media_id
