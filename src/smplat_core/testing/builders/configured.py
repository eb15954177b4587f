"""Configured products for tests: contents of few words, and what a buyer chose of them."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Change,
    ChosenAddOn,
    ChosenOption,
    ChosenPlan,
    Configuration,
    EnteredValue,
    FieldType,
    ItemKind,
    Option,
    OptionGroup,
    Plan,
    ProductContent,
    ProductId,
    ProductVersionRef,
    Selection,
    ServiceRef,
)
from smplat_core.kernel import Currency, ExchangeRate, Money
from smplat_core.testing.builders.pricing import NOON, SKU

VERSION: Final = ProductVersionRef(product_id=ProductId(UUID(int=0xF011)), number=3)
RUSH: Final = ServiceRef(provider="panel-one", service="rush")


def adding(*amounts: str) -> Change:
    """``adding("5.00 EUR", "6.00 USD")``."""
    parts = (amount.split() for amount in amounts)
    return Change(amounts=tuple(Money.parse(text, Currency(code)) for text, code in parts))


def percent(text: str) -> Change:
    return Change(percent=Decimal(text))


def a_content(**changes: object) -> ProductContent:
    """Followers: a size, a monthly plan, three add-ons, and a price formula over ``base``."""
    fields: dict[str, object] = {
        "title": "Followers",
        "category": "growth",
        "kind": ItemKind.DIGITAL,
        "sku": SKU,
        "option_groups": (
            OptionGroup(
                key="size",
                label="Size",
                default=("small",),
                options=(
                    Option(key="small", label="Small"),
                    Option(key="large", label="Large", change=adding("5.00 EUR")),
                    Option(key="cheap", label="Cheap", change=adding("-20.00 EUR")),
                ),
            ),
            OptionGroup(
                key="quality",
                label="Quality",
                fewest=0,
                options=(Option(key="premium", label="Premium", change=percent("10")),),
            ),
        ),
        "plans": (
            Plan(key="once", label="Once"),
            Plan(key="monthly", label="Monthly", change=percent("-20")),
        ),
        "add_ons": (
            AddOn(key="care", label="Care", mode=AddOnMode.FLAT, change=adding("2.00 EUR")),
            AddOn(key="fast", label="Fast", mode=AddOnMode.PERCENTAGE, change=percent("50")),
            AddOn(
                key="rush",
                label="Rush",
                mode=AddOnMode.SERVICE_OVERRIDE,
                change=adding("1.00 EUR"),
                service=RUSH,
                preview_quantity=10,
                payload_template='{"link": "{{link}}"}',
            ),
        ),
    }
    return ProductContent(**(fields | changes))  # type: ignore[arg-type]


def chosen(
    content: ProductContent,
    *options: str,
    add_ons: tuple[str, ...] = (),
    plan: str | None = None,
    **numbers: str,
) -> Configuration:
    """The configuration of ``chosen(content, "size/large", add_ons=("care",), amount="100")``."""
    pairs = [option.split("/") for option in options]
    return Configuration(
        version=VERSION,
        slug="followers",
        title=content.title,
        sku=content.sku,
        kind=content.kind,
        options=tuple(
            ChosenOption(
                group=group.key, group_label=group.label, option=option.key, label=option.label
            )
            for group in content.option_groups
            for option in group.options
            if [group.key, option.key] in pairs
        ),
        add_ons=tuple(
            ChosenAddOn(key=one.key, label=one.label, mode=one.mode, service=one.service)
            for one in content.add_ons
            if one.key in add_ons
        ),
        plan=next(
            (
                ChosenPlan(key=one.key, label=one.label, billing=one.billing)
                for one in content.plans
                if one.key == plan
            ),
            None,
        ),
        values=tuple(
            EnteredValue(key=key, label=key, type=FieldType.NUMBER, text=text)
            for key, text in numbers.items()
        ),
        selection=Selection(),
    )


def a_rate(text: str, base: str, quote: str, *, at: datetime = NOON) -> ExchangeRate:
    return ExchangeRate(
        base=Currency(base),
        quote=Currency(quote),
        rate=Decimal(text),
        source="a test",
        quoted_at=at,
    )
