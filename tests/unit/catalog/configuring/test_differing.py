"""A selection looked at again on a newer version says what is not as it was."""

from decimal import Decimal

from attrs import evolve

from smplat_core.catalog import (
    Billing,
    Blueprint,
    Circumstances,
    FieldType,
    Interval,
    ProductContent,
    ProductVersionRef,
    RuleSubject,
    Selection,
    ServiceRef,
    ServiceUse,
    Sku,
    differences,
    prepare,
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
    when,
)
from smplat_patterns import Re2Patterns

OLD = a_content(
    option_groups=(a_group("pace", "slow", "fast"),),
    add_ons=(an_add_on("report"), an_override("premium")),
    plans=(a_plan("once"),),
    fields=(a_field("amount", FieldType.NUMBER, default="100"), a_field("note")),
    service=ServiceUse(service=ServiceRef(provider="p", service="s"), units="amount"),
    blueprint=Blueprint(sla_hours=24),
)
ASKED = Selection(options={"pace": ("fast",)}, add_ons=("report",), fields={"note": "hi"})
NEWER = ProductVersionRef(product_id=VERSION.product_id, number=2)


def told(new: ProductContent, asked: Selection = ASKED) -> list[tuple[str, str, str]]:
    """Of the selection, made of the old content, on the newer one."""
    old = prepare(OLD, Re2Patterns(), version=VERSION, slug=SLUG)
    newer = prepare(new, Re2Patterns(), version=NEWER, slug=SLUG)
    bought = old.configured(asked, Circumstances())
    now = newer.examine(bought.selection, Circumstances())
    return [(found.pointer, found.code, found.detail) for found in differences(bought, now)]


def test_a_newer_version_that_changes_nothing_of_it_changes_nothing() -> None:
    more = evolve(OLD, description="Better", add_ons=(*OLD.add_ons, an_add_on("rush")))

    assert told(OLD) == []
    assert told(more) == []


def test_an_option_that_was_withdrawn_is_an_error_to_tell() -> None:
    new = evolve(OLD, option_groups=(a_group("pace", "slow", "steady"),))

    assert told(new) == [
        (
            "/selection/options/pace/0",
            "catalog.no_such_option",
            "'fast' is no option of Pace; accepted: slow or steady",
        )
    ]


def test_a_default_that_moved_is_told() -> None:
    amount = a_field("amount", FieldType.NUMBER, default="200")
    new = evolve(OLD, fields=(amount, a_field("note")))

    assert told(new) == [
        ("/selection/fields/amount", "catalog.value_changed", "Amount was 100, and is now 200"),
        (
            "",
            "catalog.units_changed",
            "How much of the service one unit takes was 100, and is now 200",
        ),
    ]


def test_what_is_hidden_by_now_is_told_with_the_reason() -> None:
    slow = when(RuleSubject.OPTION, "slow", key="pace")
    new = evolve(OLD, add_ons=(an_add_on("report", visible_when=(slow,)),))

    assert told(new) == [
        (
            "/selection/add_ons",
            "catalog.add_on_changed",
            "Report was Report, and is no longer there",
        ),
        (
            "/selection/add_ons/0",
            "catalog.cleared",
            "Report is there only when Pace is Slow",
        ),
    ]


def test_a_field_that_appeared_with_a_default_is_told() -> None:
    new = evolve(OLD, fields=(*OLD.fields, a_field("days", FieldType.NUMBER, default="7")))

    assert told(new) == [
        ("/selection/fields/days", "catalog.value_changed", "Days is now 7"),
    ]


def test_everything_else_people_bought_it_for_is_told() -> None:
    plan = a_plan("once", billing=Billing.RECURRING, interval=Interval.MONTH)
    new = evolve(
        OLD,
        title="Another",
        sku=Sku("SKU-2"),
        plans=(plan,),
        service=ServiceUse(service=ServiceRef(provider="p", service="t"), units="amount"),
        blueprint=Blueprint(sla_hours=48),
    )

    codes = {code: detail for _, code, detail in told(new)}
    assert codes == {
        "catalog.title_changed": "The product was A product, and is now Another",
        "catalog.sku_changed": "The SKU was SKU-1, and is now SKU-2",
        "catalog.plan_changed": "The plan was Once, paid once, and is now Once, paid every month",
        "catalog.service_changed": "The service that performs it was p/s, and is now p/t",
        "catalog.promise_changed": (
            "The promised time was within 24 hours of payment,"
            " and is now within 48 hours of payment"
        ),
    }


def test_another_service_behind_an_add_on_is_told() -> None:
    other = ServiceRef(provider="third", service="x")
    new = evolve(OLD, add_ons=(an_add_on("report"), an_override("premium", service=other)))

    assert [code for _, code, _ in told(new, Selection(add_ons=("premium",)))] == [
        "catalog.add_on_changed",
        "catalog.service_changed",
    ]


def test_a_difference_says_what_was_and_what_is() -> None:
    old = prepare(OLD, Re2Patterns(), version=VERSION, slug=SLUG)
    bought = old.configured(ASKED, Circumstances())
    asked = evolve(bought.selection, fields={"amount": "30"})

    found = differences(bought, old.examine(asked, Circumstances()))

    assert [(one.before, one.after) for one in found] == [
        ("100", "30"),
        ("hi", None),
        (str(Decimal(100)), str(Decimal(30))),
    ]
