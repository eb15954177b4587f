"""What a configuration says of who performs it, how much it takes, and what was promised."""

from decimal import Decimal

import pytest

from smplat_core.catalog import (
    Billing,
    Blueprint,
    CalculatorLine,
    ChosenPlan,
    FieldType,
    Interval,
    Option,
    Selection,
    ServiceRef,
    ServiceUse,
    TrustMetric,
)
from smplat_core.testing.builders.configuring import (
    SLUG,
    VERSION,
    a_content,
    a_field,
    a_group,
    a_plan,
    an_add_on,
    an_override,
)
from tests.builders.configuring import faults, look

OWN = ServiceRef(provider="p", service="s")
OTHER = ServiceRef(provider="other", service="premium")
AMOUNT = a_field("amount", FieldType.NUMBER, default="100", minimum=Decimal(-5))


def test_a_product_of_a_service_takes_as_much_of_it_as_its_formula_says() -> None:
    content = a_content(service=ServiceUse(service=OWN, units="amount * 2"), fields=(AMOUNT,))

    made = look(content, Selection(fields={"amount": "30"})).strict()

    assert (made.service, made.service_units) == (OWN, Decimal(60))


def test_a_product_without_a_service_takes_none() -> None:
    made = look(a_content()).strict()

    assert (made.service, made.service_units) == (None, None)


def test_an_overriding_add_on_brings_its_service_for_the_same_units() -> None:
    content = a_content(
        service=ServiceUse(service=OWN, units="amount"),
        fields=(AMOUNT,),
        add_ons=(an_override("premium", preview_quantity=5, payload_template="{{amount}}"),),
    )

    made = look(content, Selection(add_ons=("premium",))).strict()

    assert (made.service, made.service_units) == (OTHER, Decimal(100))
    (chosen,) = made.add_ons
    assert (chosen.service, chosen.preview_quantity) == (OTHER, 5)
    assert chosen.payload_template == "{{amount}}"


def test_an_overriding_add_on_of_a_product_without_a_service_takes_one_unit() -> None:
    content = a_content(add_ons=(an_override("premium"),))

    made = look(content, Selection(add_ons=("premium",))).strict()

    assert (made.service, made.service_units) == (OTHER, Decimal(1))


@pytest.mark.parametrize("amount", ["0", "-1", ""])
def test_less_than_something_of_a_service_is_refused(amount: str) -> None:
    content = a_content(service=ServiceUse(service=OWN, units="amount"), fields=(AMOUNT,))

    seen = look(content, Selection(fields={"amount": amount}))

    assert seen.configuration is None
    assert faults(seen) == [("/selection/fields/amount", "catalog.bad_units")]


@pytest.mark.parametrize(
    ("units", "detail"),
    [("amount / days", "cannot be worked out"), ("amount > days", "would take True")],
)
def test_units_that_cannot_be_worked_out_are_an_error_and_no_crash(units: str, detail: str) -> None:
    days = a_field("days", FieldType.NUMBER)
    content = a_content(service=ServiceUse(service=OWN, units=units), fields=(AMOUNT, days))

    seen = look(content)

    assert faults(seen) == [("/selection/fields", "catalog.bad_units")]
    assert detail in seen.errors[0].detail


def test_a_configuration_names_the_version_it_is_of() -> None:
    made = look(a_content(title="Followers")).strict()

    assert (made.version, made.slug, made.title, made.sku) == (VERSION, SLUG, "Followers", "SKU-1")


def test_a_recurring_plan_is_kept_with_its_period() -> None:
    plan = a_plan("monthly", billing=Billing.RECURRING, interval=Interval.MONTH, interval_count=3)

    made = look(a_content(plans=(plan,))).strict()

    assert made.plan == ChosenPlan(
        key="monthly",
        label="Monthly",
        billing=Billing.RECURRING,
        interval=Interval.MONTH,
        interval_count=3,
    )


def test_what_is_chosen_says_its_own_over_what_the_product_says() -> None:
    ours, theirs = TrustMetric(label="Refill", value="30 days"), TrustMetric(label="Fast", value="")
    line = CalculatorLine(key="c", label="Each day", expression="1")
    fast = Blueprint(tagline="Faster", sla_hours=6, trust=(ours, theirs), calculator=line)
    content = a_content(
        blueprint=Blueprint(tagline="Good", sla_hours=48, trust=(ours,)),
        option_groups=(
            a_group(
                "pace",
                options=(
                    Option(key="slow", label="Slow"),
                    Option(key="fast", label="Fast", blueprint=fast),
                ),
                default=("slow",),
            ),
        ),
        add_ons=(an_add_on("rush", blueprint=Blueprint(sla_hours=0)),),
    )

    plain = look(content).strict()
    rushed = look(content, Selection(options={"pace": ("fast",)}, add_ons=("rush",))).strict()

    assert plain.blueprint == content.blueprint
    assert rushed.blueprint == Blueprint(
        tagline="Faster", sla_hours=0, trust=(ours, theirs), calculator=line
    )
