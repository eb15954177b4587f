"""Where feature flags are on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import BadFeatureFlag, FeatureFlag, flags_on
from smplat_core.kernel import evolve
from smplat_core.testing.builders.catalog import NOON, a_flag

PLACES = ("web", "app", "partner")
PRODUCTS = ("likes", "followers")


def flag(*, channels: tuple[str, ...] = (), products: tuple[str, ...] = ()) -> FeatureFlag:
    return a_flag().edit(is_on=True, channels=channels, products=products, at=NOON)


@pytest.mark.parametrize(
    ("set_to", "channel", "product", "expected"),
    [
        (flag(), None, None, True),
        (flag(), "web", "likes", True),
        (flag(channels=("web",)), "web", None, True),
        (flag(channels=("web",)), "app", None, False),
        (flag(channels=("web",)), None, None, False),
        (flag(products=("likes",)), None, "likes", True),
        (flag(products=("likes",)), "web", "followers", False),
        (flag(channels=("web",), products=("likes",)), "web", "likes", True),
        (flag(channels=("web",), products=("likes",)), "web", "followers", False),
        (a_flag(is_on=False), "web", "likes", False),
    ],
)
def test_a_flag_holds_in_its_channels_for_its_products(
    set_to: FeatureFlag,
    channel: str | None,
    product: str | None,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert set_to.holds(channel=channel, product=product) is expected
    assert ("beta" in flags_on([set_to], channel=channel, product=product)) is expected


def test_what_the_deployment_turns_on_is_on_everywhere() -> None:
    off = a_flag(is_on=False)

    assert flags_on([off], forced=frozenset({"beta", "gamma"})) == {"beta", "gamma"}


def test_a_saved_flag_that_is_set_as_it_is_tells_nothing() -> None:
    saved = evolve(flag(channels=("web", "app")), version=1, news=())

    again = saved.edit(is_on=True, channels=("app", "web", "app"), products=(), at=NOON)

    assert again is saved


def test_everything_wrong_with_a_flag_is_told_at_once() -> None:
    made = FeatureFlag(id=a_flag().id, slug="Not A Flag", updated_at=NOON)

    with pytest.raises(BadFeatureFlag) as refusal:
        made.edit(is_on=True, channels=("web", "A B"), products=("x" * 81,), at=NOON)

    assert [error.pointer for error in refusal.value.errors] == [
        "/slug",
        "/channels/1",
        "/products/0",
    ]


def test_a_flag_names_up_to_500_products() -> None:
    named = tuple(f"p{number}" for number in range(501))

    assert len(flag(products=named[:500]).products) == 500
    with pytest.raises(BadFeatureFlag) as refusal:
        flag(products=named)
    assert [(e.pointer, e.code) for e in refusal.value.errors] == [
        ("/products", "catalog.too_many")
    ]


@given(
    st.lists(st.sampled_from(PLACES), unique=True),
    st.lists(st.sampled_from(PRODUCTS), unique=True),
    st.sampled_from(PLACES),
    st.sampled_from(PRODUCTS),
)
def test_naming_more_places_never_turns_a_flag_off_where_it_was_on(
    channels: list[str], products: list[str], channel: str, product: str
) -> None:
    narrow = flag(channels=tuple(channels), products=tuple(products))
    wide = flag(
        channels=tuple({*channels, "web"}) if channels else (),
        products=tuple({*products, "likes"}) if products else (),
    )

    if narrow.holds(channel=channel, product=product):
        assert wide.holds(channel=channel, product=product)
