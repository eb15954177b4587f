"""Products and prices, through the official client."""

import pytest
from stripe import InvalidRequestError

from tests.unit.sandbox.stripe.live import Sandbox


def test_a_price_is_found_by_its_lookup_key(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    product = stripe.v1.products.create({"name": "Wheel", "metadata": {"sku": "W-26"}})

    made = stripe.v1.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount": 1250, "lookup_key": "w:usd:1"}
    )

    found = stripe.v1.prices.list({"lookup_keys": ["w:usd:1"], "active": True}).data
    assert [price.id for price in found] == [made.id]
    assert made.id.startswith("price_")
    assert product.id.startswith("prod_")
    assert made.livemode is False
    assert made.unit_amount_decimal == 1250


def test_a_lookup_key_moves_only_when_asked_to(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    product = stripe.v1.products.create({"name": "Wheel"})
    old = stripe.v1.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount": 1, "lookup_key": "k"}
    )

    with pytest.raises(InvalidRequestError, match="already uses that lookup key"):
        stripe.v1.prices.create(
            {"product": product.id, "currency": "usd", "unit_amount": 2, "lookup_key": "k"}
        )
    new = stripe.v1.prices.create(
        {
            "product": product.id,
            "currency": "usd",
            "unit_amount": 2,
            "lookup_key": "k",
            "transfer_lookup_key": True,
        }
    )

    assert new.lookup_key == "k"
    assert stripe.v1.prices.retrieve(old.id).lookup_key is None


def test_a_price_finer_than_a_cent_has_no_whole_amount(sandbox: Sandbox) -> None:
    price = sandbox.stripe().v1.prices.create(
        {
            "product_data": {"name": "Nipple"},
            "currency": "eur",
            "unit_amount_decimal": "0.35",  # type: ignore[typeddict-item]  # as it stands on the wire
        }
    )

    assert price.unit_amount is None
    assert str(price.unit_amount_decimal) == "0.35"


def test_an_update_keeps_what_was_not_sent_and_forgets_what_was_emptied(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    price = stripe.v1.prices.create(
        {
            "product_data": {"name": "Wheel"},
            "currency": "usd",
            "unit_amount": 5,
            "metadata": {"book": "b1", "hash": "h1"},
        }
    )

    changed = stripe.v1.prices.update(
        price.id, {"active": False, "metadata": {"hash": "h2", "book": ""}}
    )

    assert changed.active is False
    assert changed.metadata.to_dict() == {"hash": "h2"}


def test_lists_are_paged_newest_first_without_gaps(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    made = [stripe.v1.products.create({"name": f"P{n}"}).id for n in range(7)]

    first = stripe.v1.products.list({"limit": 3})
    seen = [product.id for product in first.auto_paging_iter()]

    assert first.has_more
    assert seen == made[::-1]


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"currency": "usd", "unit_amount": 5}, "product", "parameter_missing"),
        (
            {"product": "prod_no", "currency": "usd", "unit_amount": 5},
            "product",
            "resource_missing",
        ),
        ({"product_data": {"name": "P"}, "unit_amount": 5}, "currency", "parameter_missing"),
        ({"product_data": {"name": "P"}, "currency": "usd"}, "unit_amount", "parameter_missing"),
        (
            {"product_data": {"name": "P"}, "currency": "usd", "unit_amount": "5.5"},
            "unit_amount",
            "parameter_invalid_integer",
        ),
        (
            {"product_data": {"name": "P"}, "currency": "usd", "unit_amount": -1},
            "unit_amount",
            "parameter_invalid_integer",
        ),
        (
            {"product_data": {"name": "P"}, "currency": "usd", "unit_amount": 5, "color": "red"},
            "color",
            "parameter_unknown",
        ),
        (
            {"product_data": {"name": "P", "x": "1"}, "currency": "usd", "unit_amount": 5},
            "product_data[x]",
            "parameter_unknown",
        ),
        (
            {"product_data": {"name": ""}, "currency": "usd", "unit_amount": 5},
            "product_data[name]",
            "parameter_invalid_empty",
        ),
        ({"product_data": {"name": "P"}, "currency": "xxx", "unit_amount": 5}, "currency", None),
    ],
)
def test_a_wrong_price_is_refused_naming_the_parameter(
    sandbox: Sandbox, params: dict[str, object], param: str, code: str | None
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        sandbox.stripe().v1.prices.create(params)  # type: ignore[arg-type]  # wrong on purpose

    assert refused.value.http_status == 400
    assert refused.value.param == param
    assert refused.value.code == code
    assert sandbox.effects("price_created") == []


def test_an_unknown_id_is_not_found(sandbox: Sandbox) -> None:
    with pytest.raises(InvalidRequestError, match="No such price: 'price_no'") as refused:
        sandbox.stripe().v1.prices.retrieve("price_no")

    assert refused.value.http_status == 404
    assert refused.value.code == "resource_missing"
