"""What all requests have in common: keys, idempotency, faults."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from stripe import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    IdempotencyError,
    InvalidRequestError,
    RateLimitError,
)

from tests.unit.sandbox.stripe.live import Sandbox, header


def test_the_same_key_and_parameters_give_the_same_answer(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()

    first = stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})
    again = stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})

    assert again.id == first.id
    assert header(again, "idempotent-replayed") == "true"
    assert header(again, "original-request") == header(first, "request-id")
    assert len(sandbox.effects("product_created")) == 1


def test_the_same_key_with_other_parameters_is_refused(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})

    with pytest.raises(IdempotencyError, match="same parameters") as refused:
        stripe.v1.products.create({"name": "Other"}, {"idempotency_key": "k1"})

    assert refused.value.http_status == 400


def test_a_refused_request_does_not_use_up_its_key(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    with pytest.raises(InvalidRequestError):
        stripe.v1.products.create({"name": ""}, {"idempotency_key": "k1"})

    made = stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})

    assert made.name == "Wheel"


def test_a_key_is_forgotten_after_a_day(sandbox: Sandbox) -> None:
    stripe = sandbox.stripe()
    first = stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})

    sandbox.control("/clock", advance=24 * 3600 + 1)
    later = stripe.v1.products.create({"name": "Wheel"}, {"idempotency_key": "k1"})

    assert later.id != first.id


def test_a_second_request_with_a_key_in_use_waits_its_turn(sandbox: Sandbox) -> None:
    sandbox.control("/faults", party="stripe", fault="latency", seconds=1.0)

    def create() -> int:
        return httpx.post(
            f"{sandbox.url}/stripe/v1/products",
            content="name=Wheel",
            headers={"authorization": "Bearer sk_test_1", "idempotency-key": "k1"},
        ).status_code

    with ThreadPoolExecutor(2) as both:
        statuses = sorted(answer.result() for answer in [both.submit(create), both.submit(create)])

    assert statuses == [200, 409]
    assert len(sandbox.effects("product_created")) == 1


def test_the_official_client_survives_a_lost_answer_without_doing_it_twice(
    sandbox: Sandbox,
) -> None:
    sandbox.control("/faults", party="stripe", operation="products.create", fault="drop")

    product = sandbox.stripe(retries=2).v1.products.create({"name": "Wheel"})

    assert product.name == "Wheel"
    assert header(product, "idempotent-replayed") == "true"
    assert len(sandbox.effects("product_created")) == 1


@pytest.mark.parametrize(
    ("fault", "error", "effects"),
    [
        ("429", RateLimitError, 0),
        ("500", APIError, 0),
        ("503", APIError, 0),
        ("timeout", APIConnectionError, 0),
        ("drop", APIConnectionError, 1),
        ("malformed", APIError, 1),
    ],
)
def test_each_fault_looks_as_it_does_at_stripe(
    sandbox: Sandbox, fault: str, error: type[Exception], effects: int
) -> None:
    sandbox.control("/faults", party="stripe", operation="products.*", fault=fault, seconds=0.1)

    with pytest.raises(error):
        sandbox.stripe().v1.products.create({"name": "Wheel"})

    assert len(sandbox.effects("product_created")) == effects
    logged = sandbox.http.get("/_sandbox/requests", params={"party": "stripe"}).json()["requests"]
    assert logged[-1]["fault"] == fault
    assert logged[-1]["operation"] == "products.create"
    assert sandbox.stripe().v1.products.create({"name": "Wheel"}).id


@pytest.mark.parametrize("key", ["sk_live_1", "nonsense"])
def test_a_key_that_is_no_test_key_is_refused(sandbox: Sandbox, key: str) -> None:
    with pytest.raises(AuthenticationError, match="Invalid API Key provided") as refused:
        sandbox.stripe(key=key).v1.products.list()

    assert refused.value.http_status == 401


def test_basic_authentication_works_and_none_is_refused(sandbox: Sandbox) -> None:
    basic = sandbox.http.get("/stripe/v1/account", auth=("sk_test_1", ""))
    none = sandbox.http.get("/stripe/v1/account")

    assert basic.json()["object"] == "account"
    assert basic.headers["request-id"].startswith("req_")
    assert none.status_code == 401


def test_unknown_addresses_and_broken_bodies_are_refused_in_words(sandbox: Sandbox) -> None:
    auth = {"authorization": "Bearer sk_test_1"}

    unknown = sandbox.http.get("/stripe/v1/teapots", headers=auth)
    not_text = sandbox.http.post("/stripe/v1/products", content=b"\xff\xfe=1", headers=auth)
    scalar_as_object = sandbox.http.post(
        "/stripe/v1/products", content="name=W&metadata=1", headers=auth
    )
    version = sandbox.http.get("/stripe/v1/account", headers={**auth, "stripe-version": "x"})

    assert unknown.status_code == 404
    assert "Unrecognized request URL (GET: /v1/teapots)" in unknown.json()["error"]["message"]
    for answer in (not_text, scalar_as_object, version):
        assert answer.status_code == 400
        assert answer.json()["error"]["type"] == "invalid_request_error"


def test_an_error_names_where_its_request_was_logged(sandbox: Sandbox) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        sandbox.stripe().v1.prices.retrieve("price_no")

    error: Any = refused.value.json_body
    log = sandbox.http.get(error["error"]["request_log_url"]).json()
    [logged] = log["requests"]
    assert logged["status"] == 404
    assert logged["path"] == "/stripe/v1/prices/price_no"
    assert logged["api_version"] == "2026-10-28.endive"
