"""Products for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Blueprint,
    CalculatorLine,
    Change,
    CustomField,
    FeatureFlag,
    FieldType,
    FlagId,
    ItemKind,
    Option,
    OptionGroup,
    Plan,
    Preset,
    Product,
    ProductContent,
    ProductId,
    ProductVersion,
    RuleSubject,
    Selection,
    ServiceRef,
    ServiceUse,
    Sku,
    TrustMetric,
    VisibilityRule,
)
from smplat_core.kernel import Currency, Money

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
BOOST: Final = ServiceRef(provider="boostly", service="followers")


def euros(amount: str) -> Money:
    return Money.parse(amount, Currency.EUR)


def a_content(title: str = "Followers", /, **changes: object) -> ProductContent:
    """The least there is to a product, and whatever a test adds."""
    fields: dict[str, object] = {
        "title": title,
        "category": "growth",
        "kind": ItemKind.DIGITAL,
        "sku": Sku("DIG-FOLLOWERS"),
    }
    return ProductContent(**(fields | changes))  # type: ignore[arg-type]


def a_rich_content(title: str = "Followers", /, **changes: object) -> ProductContent:
    """A product with one of everything: 100 units for 3 EUR, with an add-on and a calculator."""
    fields: dict[str, object] = {
        "description": "Real people, over a few days.",
        "price": "base * amount / 100",
        "service": ServiceUse(service=BOOST, units="amount"),
        "option_groups": (
            OptionGroup(
                key="pace",
                label="Pace",
                default=("steady",),
                options=(
                    Option(key="steady", label="Steady"),
                    Option(
                        key="fast",
                        label="Fast",
                        change=Change(percent=Decimal(20)),
                        blueprint=Blueprint(tagline="Within a day", sla_hours=24),
                    ),
                ),
            ),
        ),
        "add_ons": (
            AddOn(
                key="refill",
                label="Refill for 30 days",
                mode=AddOnMode.FLAT,
                change=Change(amounts=(euros("0.50"), Money.parse("0.60", Currency.USD))),
            ),
            AddOn(
                key="premium",
                label="Premium accounts",
                mode=AddOnMode.SERVICE_OVERRIDE,
                change=Change(percent=Decimal(50)),
                service=ServiceRef(provider="boostly", service="followers-premium"),
                preview_quantity=5,
                payload_template='{"link": "{{profile}}"}',
            ),
        ),
        "plans": (Plan(key="once", label="Once"),),
        "fields": (
            CustomField(
                key="amount",
                label="How many",
                type=FieldType.NUMBER,
                required=True,
                default="100",
                minimum=Decimal(10),
                maximum=Decimal(100_000),
            ),
            CustomField(
                key="profile",
                label="Profile",
                type=FieldType.TEXT,
                required=True,
                pattern="[a-z0-9._]{1,30}",
                sample="ana.lima",
                passthrough=True,
            ),
            CustomField(
                key="days",
                label="Over how many days",
                type=FieldType.NUMBER,
                sample="7",
                minimum=Decimal(1),
                visible_when=(
                    VisibilityRule(
                        subject=RuleSubject.OPTION, key="pace", any_of=("steady",), negated=False
                    ),
                ),
            ),
        ),
        "presets": (
            Preset(
                key="hundred",
                label="100 followers",
                badge="Popular",
                price_hint="from 3 EUR",
                selection=Selection(
                    options={"pace": ("steady",)},
                    add_ons=("refill",),
                    plan="once",
                    fields={"amount": "100"},
                ),
            ),
        ),
        "calculators": (
            CalculatorLine(
                key="per-day", label="Per day", expression="amount / 7", suffix=" per day"
            ),
        ),
        "platforms": ("instagram",),
        "channels": ("web",),
        "blueprint": Blueprint(
            tagline="Grow steadily", sla_hours=72, trust=(TrustMetric(label="Orders", value="12k"),)
        ),
    }
    return a_content(title, **(fields | changes))


def a_product(
    slug: str = "followers", draft: ProductContent | None = None, *, number: int = 1
) -> Product:
    return Product.create(
        ProductId(UUID(int=0xCA0000 + number)),
        slug=slug,
        draft=draft or a_rich_content(),
        at=NOON,
    )


def on_sale(product: Product) -> tuple[Product, ProductVersion]:
    """The product with its draft published, and the version that is sold then."""
    published = product.publish(product.draft, at=NOON)
    return published, ProductVersion.of(published, product.draft, by="user:ana", at=NOON)


def a_flag(slug: str = "beta", *, number: int = 1, is_on: bool = True) -> FeatureFlag:
    flag = FeatureFlag(id=FlagId(UUID(int=0xF1A6_00 + number)), slug=slug, updated_at=NOON)
    return flag.edit(is_on=is_on, channels=(), products=(), at=NOON)
