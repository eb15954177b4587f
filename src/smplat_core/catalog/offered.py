"""What is shown of a product where not every feature flag is on."""

from smplat_core.catalog.content import Preset, ProductContent
from smplat_core.catalog.offers import OptionGroup
from smplat_core.kernel import evolve


def is_offered(content: ProductContent, *, channel: str | None, flags: frozenset[str]) -> bool:
    """Whether the product is sold in this channel, and its flag, if it has one, is on.

    Where no channel is named, only what is sold everywhere is.
    """
    flag = content.feature_flag
    return (not content.channels or channel in content.channels) and (flag is None or flag in flags)


def offered(content: ProductContent, flags: frozenset[str]) -> ProductContent:
    """The content without the options and add-ons whose flags are off, and without what leans on
    them: defaults, groups that are left without an option, and presets that choose them."""
    groups = tuple(
        group for each in content.option_groups if (group := _group(each, flags)).options
    )
    add_ons = tuple(
        each for each in content.add_ons if each.feature_flag is None or each.feature_flag in flags
    )
    if len(add_ons) == len(content.add_ons) and groups == content.option_groups:
        return content
    options = {(group.key, option.key) for group in groups for option in group.options}
    chosen = {add_on.key for add_on in add_ons}
    presets = tuple(each for each in content.presets if _chooses(each, options, chosen))
    return evolve(content, option_groups=groups, add_ons=add_ons, presets=presets)


def _group(group: OptionGroup, flags: frozenset[str]) -> OptionGroup:
    options = tuple(
        each for each in group.options if each.feature_flag is None or each.feature_flag in flags
    )
    if len(options) == len(group.options):
        return group
    keys = {option.key for option in options}
    default = tuple(key for key in group.default if key in keys)
    return evolve(group, options=options, default=default)


def _chooses(preset: Preset, options: set[tuple[str, str]], add_ons: set[str]) -> bool:
    selection = preset.selection
    picked = {(group, key) for group, keys in selection.options.items() for key in keys}
    return picked <= options and set(selection.add_ons) <= add_ons
