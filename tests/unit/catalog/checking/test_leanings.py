"""Everything a product leans on is known, by the place where it says so."""

from uuid import UUID

from smplat_core.catalog import Blueprint, MediaId, MediaUse, media_in, services_in
from smplat_core.kernel import evolve, to_json
from smplat_core.testing.builders.catalog import a_rich_content


def test_services_are_those_of_the_product_and_of_its_overrides() -> None:
    assert [(pointer, str(service)) for pointer, service in services_in(a_rich_content())] == [
        ("/service/service", "boostly/followers"),
        ("/add_ons/1/service", "boostly/followers-premium"),
    ]


def test_pictures_are_found_wherever_they_are_shown() -> None:
    ids = iter(MediaId(UUID(int=number)) for number in range(1, 100))
    rich = a_rich_content()
    (group,) = rich.option_groups
    content = evolve(
        rich,
        blueprint=Blueprint(hero=next(ids)),
        media=(MediaUse(media_id=next(ids), position=0),),
        option_groups=(
            evolve(
                group,
                options=tuple(
                    evolve(option, blueprint=Blueprint(hero=next(ids))) for option in group.options
                ),
            ),
        ),
        add_ons=tuple(evolve(each, blueprint=Blueprint(hero=next(ids))) for each in rich.add_ons),
        presets=tuple(evolve(each, hero=next(ids)) for each in rich.presets),
    )

    found = dict(media_in(content))

    written = str(to_json(content))
    assert len(found) == 7
    assert all(str(UUID(int=number)) in written for number in range(1, 8))
    assert set(found.values()) == {UUID(int=number) for number in range(1, 8)}
    assert "/option_groups/0/options/1/blueprint/hero" in found
    assert list(media_in(rich)) == []
