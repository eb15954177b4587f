"""A product through its life, and what is shown of it where flags are off."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import (
    BadSlug,
    Preset,
    ProductContent,
    ProductState,
    ProductVersion,
    Selection,
    WasOnSale,
    check_slug,
    content_checksum,
    is_offered,
    offered,
)
from smplat_core.kernel import ActionNotAllowed, dumps, evolve, loads
from smplat_core.testing.builders.catalog import (
    NOON,
    a_content,
    a_product,
    a_rich_content,
    on_sale,
)

LATER = NOON + timedelta(hours=1)


def test_a_new_product_is_a_draft_nobody_can_buy() -> None:
    product = a_product()

    assert (product.state, product.number, product.latest) == (ProductState.DRAFT, 0, None)
    assert [event.name for event in product.news] == ["catalog.product_created"]


@pytest.mark.parametrize("slug", ["", "A", "a--b", "-a", "a-", "a b", "a_b", "é", "x" * 81, "a\n"])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(BadSlug) as refusal:
        check_slug(slug)

    assert refusal.value.errors[0].pointer == "/slug"


def test_an_edit_tells_which_parts_are_different() -> None:
    product = a_product(draft=a_content())

    edited = product.edit(a_content("Likes", sku="DIG-LIKES"), at=LATER)

    (told,) = edited.news[1:]
    assert told.parts == ("title", "sku")  # type: ignore[attr-defined]
    assert edited.updated_at == LATER


def test_an_edit_that_changes_nothing_is_no_edit() -> None:
    product = a_product(draft=a_content())

    assert product.edit(a_content(), at=LATER) is product


def test_publishing_makes_versions_that_stand_while_the_draft_moves_on() -> None:
    product, first = on_sale(a_product(draft=a_content("One")))
    edited = product.edit(a_content("Two"), at=LATER)

    second = edited.publish(edited.draft, at=LATER)

    assert (first.number, first.content.title) == (1, "One")
    assert (second.number, second.latest and second.latest.number) == (2, 2)
    assert edited.has_unpublished_changes
    assert not second.has_unpublished_changes


def test_publishing_what_is_on_sale_already_changes_nothing() -> None:
    product, _ = on_sale(a_product())

    assert product.publish(product.draft, at=LATER) is product


def test_a_withdrawn_product_is_restored_before_it_is_published() -> None:
    product, _ = on_sale(a_product())
    withdrawn = product.withdraw(at=LATER)

    with pytest.raises(ActionNotAllowed):
        withdrawn.publish(a_content(), at=LATER)

    restored = withdrawn.restore(at=LATER)
    assert (restored.state, restored.number) == (ProductState.PUBLISHED, 1)


def test_only_what_was_never_on_sale_can_be_deleted() -> None:
    product, _ = on_sale(a_product())

    with pytest.raises(WasOnSale):
        product.delete(at=LATER)
    with pytest.raises(WasOnSale):
        product.withdraw(at=LATER).delete(at=LATER)

    assert a_product().delete(at=LATER).news[-1].name == "catalog.product_deleted"


def test_a_checksum_does_not_depend_on_the_order_of_names() -> None:
    def content(*groups: str) -> ProductContent:
        selection = Selection(options=dict.fromkeys(groups, ("a",)))
        return a_content(presets=(Preset(key="p", label="P", selection=selection),))

    assert content_checksum(content("x", "y")) == content_checksum(content("y", "x"))
    assert content_checksum(content("x")) != content_checksum(content("y"))


def test_content_says_the_same_after_it_was_written_and_read() -> None:
    content = a_rich_content()

    again = loads(dumps(content), ProductContent)

    assert again == content
    assert content_checksum(again) == content_checksum(content)


def test_a_version_says_who_published_it() -> None:
    product, version = on_sale(a_product())

    assert version == ProductVersion.of(product, product.draft, by="user:ana", at=NOON)
    assert version.checksum == product.checksum


@pytest.mark.parametrize(
    ("channels", "flag", "channel", "flags", "shown"),
    [
        ((), None, None, (), True),
        ((), None, "web", (), True),
        (("web",), None, "web", (), True),
        (("web",), None, "app", (), False),
        (("web",), None, None, (), False),
        ((), "beta", None, (), False),
        ((), "beta", None, ("beta",), True),
        (("web",), "beta", "web", ("alpha",), False),
    ],
)
def test_a_product_is_offered_in_its_channels_while_its_flag_is_on(
    channels: tuple[str, ...],
    flag: str | None,
    channel: str | None,
    flags: tuple[str, ...],
    shown: bool,  # noqa: FBT001 - a column of the table
) -> None:
    content = a_content(channels=channels, feature_flag=flag)

    assert is_offered(content, channel=channel, flags=frozenset(flags)) is shown


def dark(content: ProductContent) -> ProductContent:
    """The content with its fast option and its add-ons behind flags."""
    (group,) = content.option_groups
    steady, fast = group.options
    options = (steady, evolve(fast, feature_flag="speed"))
    add_ons = tuple(evolve(each, feature_flag="extras") for each in content.add_ons)
    return evolve(content, option_groups=(evolve(group, options=options),), add_ons=add_ons)


def test_what_is_dark_is_not_shown_and_neither_is_what_leans_on_it() -> None:
    content = dark(a_rich_content())

    shown = offered(content, frozenset())

    assert [option.key for option in shown.option_groups[0].options] == ["steady"]
    assert shown.add_ons == ()
    assert shown.presets == ()
    assert offered(content, frozenset({"speed", "extras"})) is content


def test_a_group_that_is_dark_altogether_is_not_shown() -> None:
    content = a_rich_content()
    (group,) = content.option_groups
    options = tuple(evolve(option, feature_flag="speed") for option in group.options)
    hidden = evolve(content, option_groups=(evolve(group, options=options),))

    shown = offered(hidden, frozenset())

    assert shown.option_groups == ()
    assert shown.presets == ()


@given(st.sets(st.sampled_from(("speed", "extras", "other"))))
def test_what_is_shown_never_names_what_is_not(flags: set[str]) -> None:
    shown = offered(dark(a_rich_content()), frozenset(flags))

    options = {(g.key, o.key) for g in shown.option_groups for o in g.options}
    add_ons = {each.key for each in shown.add_ons}
    for preset in shown.presets:
        chosen = preset.selection
        assert {(g, key) for g, keys in chosen.options.items() for key in keys} <= options
        assert set(chosen.add_ons) <= add_ons
    assert all((g.key, key) in options for g in shown.option_groups for key in g.default)
