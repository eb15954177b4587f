"""The API: every route of it, and what all requests have in common."""

import hmac
import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from smplat_sandbox.stripe import (
    customers,
    disputes,
    events,
    payments,
    prices,
    products,
    refunds,
    sessions,
)
from smplat_sandbox.stripe.account import API_VERSION, Account, Asking, Call, Obj
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.expand import check_paths, expanded
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.idempotency import fingerprint, recall, remember

VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")
TEST_KEYS: Final = ("sk_test_", "rk_test_")

Operation = Callable[[Account, Call], Obj]


@frozen
class Route:
    method: str
    path: str
    operation: str
    run: Operation


ROUTES: Final = (
    Route("GET", "/v1/account", "account.retrieve", events.own_account),
    Route("POST", "/v1/products", "products.create", products.create),
    Route("GET", "/v1/products", "products.list", products.list_all),
    Route("GET", "/v1/products/{id:str}", "products.retrieve", products.retrieve),
    Route("POST", "/v1/products/{id:str}", "products.update", products.update),
    Route("DELETE", "/v1/products/{id:str}", "products.delete", products.delete),
    Route("POST", "/v1/prices", "prices.create", prices.create),
    Route("GET", "/v1/prices", "prices.list", prices.list_all),
    Route("GET", "/v1/prices/{id:str}", "prices.retrieve", prices.retrieve),
    Route("POST", "/v1/prices/{id:str}", "prices.update", prices.update),
    Route("POST", "/v1/customers", "customers.create", customers.create),
    Route("GET", "/v1/customers", "customers.list", customers.list_all),
    Route("GET", "/v1/customers/{id:str}", "customers.retrieve", customers.retrieve),
    Route("POST", "/v1/customers/{id:str}", "customers.update", customers.update),
    Route("POST", "/v1/checkout/sessions", "checkout.sessions.create", sessions.create),
    Route("GET", "/v1/checkout/sessions", "checkout.sessions.list", sessions.list_all),
    Route("GET", "/v1/checkout/sessions/{id:str}", "checkout.sessions.retrieve", sessions.retrieve),
    Route("POST", "/v1/checkout/sessions/{id:str}", "checkout.sessions.update", sessions.update),
    Route(
        "POST", "/v1/checkout/sessions/{id:str}/expire", "checkout.sessions.expire", sessions.expire
    ),
    Route(
        "GET",
        "/v1/checkout/sessions/{id:str}/line_items",
        "checkout.sessions.line_items",
        sessions.line_items,
    ),
    Route("POST", "/v1/payment_intents", "payment_intents.create", payments.create),
    Route("GET", "/v1/payment_intents", "payment_intents.list", payments.list_all),
    Route("GET", "/v1/payment_intents/{id:str}", "payment_intents.retrieve", payments.retrieve),
    Route("POST", "/v1/payment_intents/{id:str}/cancel", "payment_intents.cancel", payments.cancel),
    Route("GET", "/v1/charges", "charges.list", payments.list_charges),
    Route("GET", "/v1/charges/{id:str}", "charges.retrieve", payments.retrieve_charge),
    Route("POST", "/v1/refunds", "refunds.create", refunds.create),
    Route("GET", "/v1/refunds", "refunds.list", refunds.list_all),
    Route("GET", "/v1/refunds/{id:str}", "refunds.retrieve", refunds.retrieve),
    Route("POST", "/v1/refunds/{id:str}", "refunds.update", refunds.update),
    Route("GET", "/v1/disputes", "disputes.list", disputes.list_all),
    Route("GET", "/v1/disputes/{id:str}", "disputes.retrieve", disputes.retrieve),
    Route("POST", "/v1/disputes/{id:str}", "disputes.update", disputes.update),
    Route("POST", "/v1/disputes/{id:str}/close", "disputes.close", disputes.close),
    Route("GET", "/v1/events", "events.list", events.list_all),
    Route("GET", "/v1/events/{id:str}", "events.retrieve", events.retrieve),
)


def handlers(account: Account) -> list[HTTPRouteHandler]:
    return [handler(account, route) for route in ROUTES]


def handler(account: Account, route: Route) -> HTTPRouteHandler:
    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        body = await request.body()
        return answer(account, route, request=request, body=body)

    return HTTPRouteHandler(
        route.path,
        http_method=route.method,  # type: ignore[arg-type]  # one of the methods of ROUTES
        status_code=200,
        operation=route.operation,
    )(handle)


def answer(
    account: Account, route: Route, *, request: Request[Any, Any, Any], body: bytes
) -> Response[bytes]:
    """Answer one request; whatever is refused is refused in Stripe's words."""
    headers = request.headers
    key = headers.get("idempotency-key") if route.method == "POST" else None
    request_id = f"req_{account.world.token(14)}"
    more = {"request-id": request_id, "stripe-version": headers.get("stripe-version", API_VERSION)}
    if key:
        more["idempotency-key"] = key
    try:
        authenticate(account, headers.get("authorization", ""))
        check_version(headers.get("stripe-version"))
        text = wire_text(body if route.method == "POST" else request.url.query.encode())
        asked = fingerprint(request.url.path, text)
        kept = recall(account, key, asked=asked) if key else None
        if kept is not None:
            more |= {"idempotent-replayed": "true", "original-request": kept["request_id"]}
            return respond(kept["body"], status=kept["status"], headers=more)
        params = Params.of(text)
        paths = check_paths(params.texts("expand") or [])
        status = 200
        with account.answering(Asking(request_id, key)):
            try:
                call = Call(params, {name: str(v) for name, v in request.path_params.items()})
                result = json.dumps(expanded(account, route.run(account, call), paths))
            except StripeError as error:
                if error.status != 402:  # noqa: PLR2004  only a declined charge is an outcome
                    raise
                status, result = error.status, error_text(account, error, request_id)
        if key:
            facts = {"asked": asked, "body": result, "status": status, "request_id": request_id}
            remember(account, key, facts)
        return respond(result, status=status, headers=more)
    except StripeError as error:
        return respond(error_text(account, error, request_id), status=error.status, headers=more)


def respond(body: str, *, status: int, headers: Mapping[str, str]) -> Response[bytes]:
    return Response(
        body.encode(), status_code=status, headers=dict(headers), media_type="application/json"
    )


def error_text(account: Account, error: StripeError, request_id: str) -> str:
    log = (
        f"{account.world.settings.base_url}/_sandbox/requests?party=stripe&request_id={request_id}"
    )
    return json.dumps({"error": {**error.body, "request_log_url": log}})


def wire_text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise StripeError("Invalid request: the body is not UTF-8.") from None


def authenticate(account: Account, header: str) -> None:
    """Bearer, or Basic with the key as user name; refused with 401."""
    scheme, _, sent = header.partition(" ")
    key = basic_user(sent) if scheme.lower() == "basic" else sent.strip()
    if not key or scheme.lower() not in ("basic", "bearer"):
        raise StripeError(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    expected = account.settings.secret_key
    good = (
        key.startswith(TEST_KEYS)
        if expected is None
        else hmac.compare_digest(key.encode(), expected.encode())
    )
    if not good:
        raise StripeError(
            f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}",
            status=401,
            code="api_key_invalid",
        )


def basic_user(sent: str) -> str:
    try:
        return b64decode(sent, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def check_version(version: str | None) -> None:
    if version is not None and not VERSION.fullmatch(version):
        raise StripeError(f"Invalid Stripe API version: {version}", status=400)


def is_api(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/stripe/v")


def unknown_url(method: str, path: str) -> Response[bytes]:
    wire = path.removeprefix("/stripe")
    error = StripeError(
        f"Unrecognized request URL ({method}: {wire}). Please see https://stripe.com/docs or we "
        "can help at https://support.stripe.com/.",
        status=404,
    )
    return respond(json.dumps({"error": error.body}), status=404, headers={})
