"""What a selection shows, clears, lacks and costs, as the API shows it."""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen

from smplat_api.access import Caller
from smplat_api.catalog.offers import BlueprintBody, CustomFieldBody, PriceChangeBody
from smplat_api.configurations import ChosenSelectionView
from smplat_api.pricing.margins import MarginView, margin_for
from smplat_api.pricing.steps import AddOnPriceView, StepView, step_views
from smplat_api.wire import MoneyBody
from smplat_core.catalog import (
    AddOnMode,
    Billing,
    Interval,
    Preset,
    Preview,
    Selection,
    VisibleAddOn,
    VisibleField,
    VisibleGroup,
    VisiblePlan,
)
from smplat_core.kernel import InputError, from_json, to_json
from smplat_core.pricing import LookedAt, PriceType, QuotedLine, plain


@frozen
class VisibleOptionView:
    key: str
    label: str
    is_chosen: bool
    change: PriceChangeBody | None
    blueprint: BlueprintBody


@frozen
class VisibleGroupView:
    """At least `fewest` and at most `most` are chosen."""

    key: str
    label: str
    fewest: int
    most: int
    options: tuple[VisibleOptionView, ...]

    @classmethod
    def of(cls, shown: VisibleGroup) -> "VisibleGroupView":
        return cls(
            key=shown.group.key,
            label=shown.group.label,
            fewest=shown.group.fewest,
            most=shown.group.most,
            options=tuple(
                VisibleOptionView(
                    key=option.key,
                    label=option.label,
                    is_chosen=option.key in shown.chosen,
                    change=_change(option.change),
                    blueprint=from_json(to_json(option.blueprint), BlueprintBody),
                )
                for option in shown.options
            ),
        )


@frozen
class VisibleAddOnView:
    """Who performs it is the house's business."""

    key: str
    label: str
    mode: AddOnMode
    is_chosen: bool
    change: PriceChangeBody | None
    preview_quantity: int | None
    blueprint: BlueprintBody

    @classmethod
    def of(cls, shown: VisibleAddOn) -> "VisibleAddOnView":
        add_on = shown.add_on
        return cls(
            key=add_on.key,
            label=add_on.label,
            mode=add_on.mode,
            is_chosen=shown.is_chosen,
            change=_change(add_on.change),
            preview_quantity=add_on.preview_quantity,
            blueprint=from_json(to_json(add_on.blueprint), BlueprintBody),
        )


@frozen
class VisiblePlanView:
    key: str
    label: str
    billing: Billing
    interval: Interval | None
    interval_count: int
    is_chosen: bool
    change: PriceChangeBody | None

    @classmethod
    def of(cls, shown: VisiblePlan) -> "VisiblePlanView":
        plan = shown.plan
        return cls(
            key=plan.key,
            label=plan.label,
            billing=plan.billing,
            interval=plan.interval,
            interval_count=plan.interval_count,
            is_chosen=shown.is_chosen,
            change=_change(plan.change),
        )


@frozen
class VisibleFieldView:
    """A question to the buyer, and the answer that is in effect."""

    field: CustomFieldBody
    value: str | None
    """In the canonical form of its type; as it was entered where that is refused."""

    @classmethod
    def of(cls, shown: VisibleField) -> "VisibleFieldView":
        return cls(from_json(to_json(shown.field), CustomFieldBody), shown.value)


@frozen
class OfferedPresetView:
    key: str
    label: str
    badge: str
    price_hint: str
    hero: UUID | None
    quantity: int

    @classmethod
    def of(cls, preset: Preset) -> "OfferedPresetView":
        return cls(
            preset.key, preset.label, preset.badge, preset.price_hint, preset.hero, preset.quantity
        )


@frozen
class PreviewView:
    """A calculator line worked out: `33.34 per day`."""

    offer: str
    """Whose line it is: `group/option`, an add-on; empty for the product's own."""
    key: str
    label: str
    text: str | None
    """Null when it cannot be worked out."""
    reason: str
    """Why it cannot."""

    @classmethod
    def of(cls, preview: Preview) -> "PreviewView":
        return cls(preview.offer, preview.key, preview.label, preview.text, preview.reason)


@frozen
class ClearedView:
    """Something chosen or entered that is not available with the rest of the choices."""

    pointer: str
    reason: str


@frozen
class SelectionErrorView:
    """One thing that is wrong, by pointer into the body."""

    pointer: str
    code: str
    detail: str
    accepted: str

    @classmethod
    def of(cls, error: InputError) -> "SelectionErrorView":
        return cls(error.pointer, error.code, error.detail, error.accepted)


@frozen
class ConfiguredPriceView:
    """The price of the selection, and every step it came about by."""

    unit_price: MoneyBody
    line_total: MoneyBody
    exact: str
    """The unit price before it was rounded."""
    price_type: PriceType
    """Where the price of the SKU came from."""
    label: str
    """What an order line of it is called."""
    steps: tuple[StepView, ...]
    add_ons: tuple[AddOnPriceView, ...]
    attributes: Mapping[str, Mapping[str, str]]
    """What an order would freeze: `pricing_experiment` says which variant the price is of."""

    @classmethod
    def of(cls, line: QuotedLine) -> "ConfiguredPriceView":
        found, configured = line.resolution, line.resolution.configured
        exact = configured.exact if configured else found.unit_price.to_decimal()
        return cls(
            unit_price=MoneyBody.of(found.unit_price),
            line_total=MoneyBody.of(found.line_total),
            exact=plain(exact, found.unit_price.currency),
            price_type=found.price_type,
            label=found.label,
            steps=step_views(configured) if configured else (),
            add_ons=tuple(map(AddOnPriceView.of, configured.add_ons)) if configured else (),
            attributes=line.attributes,
        )


@frozen
class ConfiguredView:
    """All there is to say about one selection of what is on sale."""

    product_id: UUID
    slug: str
    version: int
    title: str
    is_valid: bool
    """Whether it can be ordered as it is: there is a price then, and no error."""
    quantity: int
    groups: tuple[VisibleGroupView, ...]
    add_ons: tuple[VisibleAddOnView, ...]
    plans: tuple[VisiblePlanView, ...]
    fields: tuple[VisibleFieldView, ...]
    presets: tuple[OfferedPresetView, ...]
    previews: tuple[PreviewView, ...]
    selection: ChosenSelectionView
    """As it was asked for, without what was cleared."""
    choices: ChosenSelectionView
    """All that is in effect, by whatever it came; without the preset."""
    cleared: tuple[ClearedView, ...]
    errors: tuple[SelectionErrorView, ...]
    price: ConfiguredPriceView | None
    margin: MarginView | None
    """What the sale earns; for keys of the house alone."""

    @classmethod
    def of(cls, found: LookedAt, caller: Caller) -> "ConfiguredView":
        version, seen, quoted = found.version, found.examination, found.quoted
        return cls(
            product_id=version.product_id,
            slug=version.slug,
            version=version.number,
            title=version.content.title,
            is_valid=quoted is not None,
            quantity=seen.quantity,
            groups=tuple(map(VisibleGroupView.of, seen.groups)),
            add_ons=tuple(map(VisibleAddOnView.of, seen.add_ons)),
            plans=tuple(map(VisiblePlanView.of, seen.plans)),
            fields=tuple(map(VisibleFieldView.of, seen.fields)),
            presets=tuple(map(OfferedPresetView.of, seen.presets)),
            previews=tuple(map(PreviewView.of, seen.previews)),
            selection=_selection(seen.selection),
            choices=_selection(seen.choices),
            cleared=tuple(ClearedView(one.pointer, one.reason) for one in seen.cleared),
            errors=tuple(map(SelectionErrorView.of, found.errors)),
            price=None if quoted is None else ConfiguredPriceView.of(quoted),
            margin=margin_for(caller, quoted.margin if quoted else None),
        )


def _change(change: object) -> PriceChangeBody | None:
    return None if change is None else from_json(to_json(change), PriceChangeBody)


def _selection(selection: Selection) -> ChosenSelectionView:
    return ChosenSelectionView(
        options=selection.options,
        add_ons=selection.add_ons,
        plan=selection.plan,
        fields=selection.fields,
        preset=selection.preset,
    )
