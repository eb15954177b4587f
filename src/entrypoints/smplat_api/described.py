"""What the API's description says of every route alike: refusals, headers, and examples."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import (
    OpenAPI,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)

from smplat_api.examples import example_of
from smplat_api.problems import TITLES, ProblemBody

Json = dict[str, Any]

ANYONE: Final[list[dict[str, list[str]]]] = [{}]
"""The ``security`` of a public route: no key at all will do."""

METHODS: Final = ("get", "put", "post", "patch", "delete")

REFUSALS: Final = {
    400: ("http.invalid_input", "there is no field 'reigon' here", "/reigon", "currency, region"),
    401: ("access.not_authenticated", "the API key is unknown, expired or revoked", "", ""),
    403: ("access.scope_missing", "this API key lacks the scope orders:write", "", ""),
    404: ("orders.not_found", "no order 01a1fb96-f9df-796c-8d66-16bf4d44c118", "", ""),
    409: ("orders.order_changed", "the order was changed by someone else", "", ""),
    413: ("http.body_too_large", "the body is larger than this route takes", "", ""),
    415: ("http.unsupported_format", "text/plain is no JSON", "", ""),
    429: ("http.too_many_requests", "too many requests; ask again in 2 s", "", ""),
    503: ("payments.processor_unavailable", "Stripe does not answer; try again", "", ""),
}
"""One refusal of each status: its code, detail, and the input it blames with what would do."""

IDEMPOTENCY_KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request with the same key has one effect and one answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "9f0c6d3e-place-order-42",
}
IF_MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was read; 409 when the thing has changed since.",
    "schema": {"type": "string"},
    "example": '"3"',
}


@dataclass
class TakesCsv(Operation):
    """A route that reads a price file."""

    def __post_init__(self) -> None:
        self.request_body = _raw({"text/csv": PRICE_FILE, "application/json": {"csv": PRICE_FILE}})


@dataclass
class TakesPatch(Operation):
    """A route that reads a JSON merge patch of a product's draft."""

    def __post_init__(self) -> None:
        self.request_body = _raw(dict.fromkeys(PATCHES, PATCH))


@dataclass
class TakesCatalog(Operation):
    """A route that reads a file of products."""

    def __post_init__(self) -> None:
        self.request_body = _raw({"application/json": CATALOG, "text/csv": CATALOG_CSV})


@dataclass
class GivesCatalog(Operation):
    """A route that writes a file of products, in either form."""

    def __post_init__(self) -> None:
        answer = (self.responses or {}).get("200")
        if isinstance(answer, OpenAPIResponse) and answer.content is not None:
            text = Schema(type=OpenAPIType.STRING)
            answer.content["text/csv"] = OpenAPIMediaType(schema=text, example=CATALOG_CSV)


@dataclass
class TakesDelivery(Operation):
    """A route that reads what another party signed, byte by byte."""

    def __post_init__(self) -> None:
        self.request_body = _raw({"application/json": {"id": "evt_1", "type": "checkout.session"}})


@dataclass
class TakesPicture(Operation):
    """A route that reads the bytes of a picture."""

    def __post_init__(self) -> None:
        picture = OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        )
        self.request_body = RequestBody(content={"image/*": picture}, required=True)


PATCHES: Final = ("application/json", "application/merge-patch+json")
PATCH: Final = {"blueprint": {"tagline": "Grow steadily"}, "feature_flag": None}
CATALOG: Final = {
    "products": [
        {
            "slug": "temperature-sensor-t100",
            "content": {
                "title": "Temperature sensor T100",
                "category": "sensors",
                "kind": "hardware",
                "sku": "SEN-T100",
            },
        }
    ]
}
CATALOG_CSV: Final = (
    "slug,title,category,kind,sku\n"
    "temperature-sensor-t100,Temperature sensor T100,sensors,hardware,SEN-T100\n"
)
PRICE_FILE: Final = "sku,label,currency,unit_price\nSEN-T100,Temperature sensor T100,EUR,12.50\n"


def _raw(examples: Json) -> RequestBody:
    content = {
        kind: OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.STRING if kind == "text/csv" else OpenAPIType.OBJECT),
            example=example,
        )
        for kind, example in examples.items()
    }
    return RequestBody(content=content, required=True)


class Config(OpenAPIConfig):
    """Litestar's, with our document."""

    def to_openapi_schema(self) -> OpenAPI:
        made = super().to_openapi_schema()
        return Document(**{name: getattr(made, name) for name in made.__dataclass_fields__})


@dataclass
class Document(OpenAPI):
    """Completed when it is first asked for, so that no process pays for it at its start."""

    def to_schema(self) -> Json:
        return completed(super().to_schema())


def completed(document: Json) -> Json:
    """The document with our problems for every refusal and an example wherever JSON is."""
    document = deepcopy(document)
    components = document.setdefault("components", {})
    _, schemas = msgspec.json.schema_components(
        [ProblemBody], ref_template="#/components/schemas/{name}"
    )
    components["schemas"] = schemas | components.get("schemas", {})
    components["responses"] = {_name(status): _refusal(status) for status in REFUSALS}
    components["parameters"] = {"IdempotencyKey": IDEMPOTENCY_KEY, "IfMatch": IF_MATCH}
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                _complete(method, item[method], components["schemas"])
    return document


def _complete(method: str, operation: Json, schemas: Json) -> None:
    public = operation.get("security") == ANYONE
    responses = operation["responses"]
    signed = {401} if operation["operationId"] in SIGNED else set[int]()
    for status in _statuses(method, public=public) | signed:
        if status == 400 or str(status) not in responses:  # noqa: PLR2004 - Litestar describes its own 400, which we never send
            responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    operation["responses"] = dict(sorted(responses.items()))
    parameters = operation.setdefault("parameters", [])
    if method == "post" and not public:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if method == "patch":
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    bodies = [operation.get("requestBody", {}), *responses.values()]
    for content in (body.get("content", {}) for body in bodies):
        if (shown := content.get("application/json")) and "example" not in shown:
            shown["example"] = example_of(shown.get("schema", {}), schemas)


SIGNED: Final = frozenset({"receiveCourierWebhook", "uploadMedia"})
"""Routes without a key that turn away all the same: a signature says who calls."""


def _statuses(method: str, *, public: bool) -> set[int]:
    statuses = {400, 404, 429, 503}
    if not public:
        statuses |= {401, 403, 409}
    if method != "get":
        statuses |= {409, 413, 415}
    return statuses


def _name(status: int) -> str:
    return f"Refused{status}"


def _refusal(status: int) -> Json:
    code, detail, pointer, accepted = REFUSALS[status]
    blamed = {"pointer": pointer, "code": code, "detail": detail, "accepted": accepted}
    example = {
        "type": f"urn:smplat:{code}",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        "correlation_id": "7d3f0c52-6d0b-4c0e-9a39-0a4f5f0c9f3e",
        "errors": [blamed] if pointer else [],
        "current_version": 4 if status == 409 else None,  # noqa: PLR2004 - stale is a 409
    }
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    media = {"schema": schema, "example": example}
    return {"description": TITLES[status], "content": {"application/problem+json": media}}
