"""What was configured, as orders, quotes and carts show it."""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import (
    AddOnMode,
    Billing,
    ChosenPlan,
    Configuration,
    FieldType,
    Interval,
    ItemKind,
    Selection,
)


@frozen
class ChosenOptionView:
    group: str
    group_label: str
    option: str
    label: str


@frozen
class ChosenAddOnView:
    """Who performs it is the house's business."""

    key: str
    label: str
    mode: AddOnMode
    preview_quantity: int | None


@frozen
class ChosenPlanView:
    key: str
    label: str
    billing: Billing
    interval: Interval | None
    interval_count: int

    @classmethod
    def of(cls, plan: ChosenPlan) -> "ChosenPlanView":
        return cls(plan.key, plan.label, plan.billing, plan.interval, plan.interval_count)


@frozen
class EnteredValueView:
    key: str
    label: str
    type: FieldType
    text: str
    """In the canonical form of its type."""


@frozen
class ChosenSelectionView:
    """What was asked for, to be asked again of a later version."""

    options: Mapping[str, tuple[str, ...]]
    add_ons: tuple[str, ...]
    plan: str | None
    fields: Mapping[str, str]
    preset: str | None

    @classmethod
    def of(cls, selection: Selection) -> "ChosenSelectionView":
        return cls(
            options=selection.options,
            add_ons=selection.add_ons,
            plan=selection.plan,
            fields=selection.fields,
            preset=selection.preset,
        )


@frozen
class ConfigurationView:
    """A selection of one version of a product, as it was frozen."""

    product_id: UUID
    slug: str
    version: int
    title: str
    kind: ItemKind
    options: tuple[ChosenOptionView, ...]
    add_ons: tuple[ChosenAddOnView, ...]
    plan: ChosenPlanView | None
    values: tuple[EnteredValueView, ...]
    preset: str | None
    platform: str | None
    tagline: str
    sla_hours: int | None
    """Within which fulfillment is promised, counted from payment."""
    selection: ChosenSelectionView

    @classmethod
    def of(cls, configuration: Configuration) -> "ConfigurationView":
        plan = configuration.plan
        return cls(
            product_id=configuration.version.product_id,
            slug=configuration.slug,
            version=configuration.version.number,
            title=configuration.title,
            kind=configuration.kind,
            options=tuple(
                ChosenOptionView(one.group, one.group_label, one.option, one.label)
                for one in configuration.options
            ),
            add_ons=tuple(
                ChosenAddOnView(one.key, one.label, one.mode, one.preview_quantity)
                for one in configuration.add_ons
            ),
            plan=None if plan is None else ChosenPlanView.of(plan),
            values=tuple(
                EnteredValueView(one.key, one.label, one.type, one.text)
                for one in configuration.values
            ),
            preset=configuration.preset.label if configuration.preset else None,
            platform=configuration.platform,
            tagline=configuration.blueprint.tagline,
            sla_hours=configuration.blueprint.sla_hours,
            selection=ChosenSelectionView.of(configuration.selection),
        )
