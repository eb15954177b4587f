"""An example of any shape of ours, made of the words our fields are named by."""

from typing import Any, Final

Json = dict[str, Any]

ID: Final = "01a1fb96-f9df-796c-8d66-16bf4d44c118"
DAY: Final = "2026-11-21"
MOMENT: Final = "2026-11-20T09:00:00Z"
DEEPEST: Final = 8

WORDS: Final[dict[str, object]] = {
    "accepted": "1 to 200",
    "active": True,
    "actor": f"key:{ID}",
    "adapter": "canada_post",
    "aggregate": "order",
    "amount": "12.50",
    "attempt": 1,
    "cancel_url": "https://shop.example/basket",
    "city": "Toronto",
    "code": "canada_post",
    "company": "Kestrel Facility Partners",
    "correlation_id": "7d3f0c52-6d0b-4c0e-9a39-0a4f5f0c9f3e",
    "country": "CA",
    "courier": "canada_post",
    "currency": "EUR",
    "due_on": "2026-12-20",
    "email": "ana@kestrel.example",
    "expires_at": "2027-11-20T09:00:00Z",
    "fallback_description": "Register the delivered sensors for the buyer by hand.",
    "first_name": "Ana",
    "id": ID,
    "label": "Temperature sensor T100",
    "last_name": "Lima",
    "legacy_company_id": "LEG-1001",
    "legacy_id": "LEG-1001",
    "limit": 50,
    "line1": "100 King Street West",
    "max_attempts": 3,
    "name": "Kestrel Facility Partners",
    "notes": "Agreed with Ana on the phone",
    "number": "INV-000001",
    "operation": "register_devices",
    "order_reference": "ORD-000001",
    "owner": "ana@kestrel.example",
    "phone": "+14165550123",
    "phone_country": "CA",
    "postal_code": "M5X 1A9",
    "prefix": "smp_sklAxqV",
    "quantity": 25,
    "reason": "The customer changed plans",
    "recipient": "Ana Lima",
    "reference": "ORD-000001",
    "region": "ON",
    "retry_delay_seconds": 600,
    "scenario": "sensor_vendor_first_time",
    "scopes": ["orders:read", "orders:write"],
    "sku": "SEN-T100",
    "stripe_price_id": "price_1Qabc",
    "stripe_product_id": "prod_1Qabc",
    "success_url": "https://shop.example/thanks",
    "task_due_in_seconds": 86400,
    "timeout_seconds": 20,
    "token": "smp_4eC39HqLyjWDarjtT1zdp7dc",
    "tracking_number": "7023210039414604",
    "tracking_url": "https://carrier.example/track/{number}",
    "url": "https://checkout.example/pay/cs_1",
    "version": 3,
}
"""What fields of these names hold, wherever their type allows it."""

LINES: Final = [{"sku": "SEN-T100", "quantity": 25}, {"sku": "GW-100", "quantity": 1}]
POSTAL: Final = {
    "recipient": "Ana Lima",
    "line1": "100 King Street West",
    "city": "Toronto",
    "region": "ON",
    "postal_code": "M5X 1A9",
    "country": "CA",
}
DISCOUNT: Final = {
    "kind": "discount",
    "label": "Loyal customer",
    "unit_price": {"amount": "-10.00", "currency": "EUR"},
    "reason": "Agreed with sales",
}
AGREED: Final[Json] = {
    "prices": [
        {
            "sku": "SEN-T100",
            "unit_price": {"amount": "27.50", "currency": "EUR"},
            "min_quantity": 50,
        }
    ],
    "discounts": [{"book": "sensors-eu", "percent": "7.5"}],
}
FOLLOWERS: Final = {
    "title": "Instagram followers",
    "category": "growth",
    "kind": "digital",
    "sku": "DIG-IG-FOLLOW",
    "price": "base * amount / 100",
    "platforms": ["instagram"],
    "fields": [
        {
            "key": "amount",
            "label": "How many",
            "type": "number",
            "required": True,
            "default": "100",
            "minimum": "50",
            "maximum": "100000",
        }
    ],
    "presets": [
        {"key": "hundred", "label": "100 followers", "selection": {"fields": {"amount": "100"}}}
    ],
}
BODIES: Final[dict[str, Json]] = {
    "AgreementItemsBody": AGREED,
    "AgreementPatch": {"name": "Kestrel 2028", "valid_until": "2029-01-01T00:00:00Z"},
    "NewAgreementBody": {
        "company_id": ID,
        "name": "Kestrel 2027",
        "currency": "EUR",
        "valid_from": "2027-01-01T00:00:00Z",
        "valid_until": "2028-01-01T00:00:00Z",
        **AGREED,
    },
    "AddressPatch": {"label": "Warehouse", "validation": "apply"},
    "AddressToCheck": {"address": POSTAL},
    "CheckBody": {"content": FOLLOWERS},
    "CourierBody": {
        "name": "Swift Parcels",
        "tracking_url": "https://swift.example/track/{number}",
        "active": True,
    },
    "DeadLettersBody": {"queue": "orders", "name": "payments.reconcile_checkout", "limit": 50},
    "DefaultsBody": {"shipping": True, "billing": False},
    "EventsBody": {
        "events": [
            {"kind": "exposure", "session": "s-81f2", "variant": "cheaper"},
            {"kind": "conversion", "session": "s-81f2", "order": "A-1017"},
        ]
    },
    "ExperimentPatch": {"coverage": 5000, "guard": {"conversion_drop": "0.05"}},
    "NewExperiment": {
        "slug": "likes-tenth-off",
        "name": "Likes a tenth cheaper",
        "product": "instagram-likes",
        "variants": [
            {"key": "control", "name": "As it is", "is_control": True},
            {
                "key": "cheaper",
                "name": "A tenth off",
                "adjustment": {"kind": "multiplier", "factor": "0.9"},
            },
        ],
    },
    "NewMetric": {"name": "support_calls", "value": "12.5", "variant": "cheaper"},
    "NewAddress": {"address": POSTAL, "label": "Warehouse", "validation": "apply"},
    "InvoicePatch": {"lines": [DISCOUNT], "terms_days": 14},
    "NewInvoiceBody": {"order_id": ID, "lines": [DISCOUNT], "terms_days": 30},
    "LocationsBody": {
        "locations": [{"code": "LOC-000001", "name": "Aisle 1, bay 1", "site": "Toronto DC 1"}]
    },
    "NewExport": {"kind": "retarget", "part_size": 1000},
    "NewKey": {"name": "storefront", "scopes": ["orders:read", "orders:write"]},
    "NewProductBody": {"slug": "instagram-followers", "content": FOLLOWERS},
    "NewOrderBody": {
        "company_id": ID,
        "billing_contact_id": ID,
        "billing_address_id": ID,
        "currency": "EUR",
        "region": "EU",
        "lines": LINES,
    },
    "NewPaymentBody": {
        "company_id": ID,
        "amount": {"amount": "130.00", "currency": "EUR"},
        "reference": "SEPA 2026-11-20 4711",
        "received_at": MOMENT,
        "method": "bank_transfer",
    },
    "NewPriceBook": {"code": "sensors-eu", "name": "Sensors, Europe", "region": "EU"},
    "NewShipmentBody": {
        "items": [{"fulfillment_item_id": ID, "quantity": 25}],
        "address_id": ID,
        "courier": "canada_post",
        "tracking_number": "7023210039414604",
    },
    "PriceEntryPatch": {"unit_price": {"amount": "12.50", "currency": "EUR"}},
    "PlatformsBody": {"platforms": ["instagram"]},
    "ProductContentBody": FOLLOWERS,
    "QuoteBody": {"currency": "EUR", "region": "EU", "lines": LINES, "explain": True},
    "RefreshBody": {"id": "LEG-1001"},
    "RolesBody": {"assign": ["BILLING"], "make_primary": ["BILLING"]},
    "ShipmentPatch": {"courier": "canada_post", "tracking_number": "7023210039414604"},
    "ShipmentStatusBody": {"status": "ready"},
    "StatusChangeBody": {"status": "on_hold", "reason": "The customer asked us to wait"},
}
"""Requests whose fields would not make sense all at once."""

PAYLOAD: Final = {"returned_device": "SEN-T100-000042"}
EMPTY_WHEN_UNKNOWN: Final = {"not_duplicate_of", "remove", "step_down"}


def example_of(schema: Json, schemas: Json, *, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401, PLR0911 - JSON, one answer per kind of schema
    """An example of a JSON schema; ``schemas`` are those it refers to by ``$ref``."""
    if schema.get("$ref", "").split("/")[-1] in BODIES:
        return BODIES[schema["$ref"].split("/")[-1]]
    schema = _settled(schema, schemas)
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("enum"):
        return choices[0]
    kind = schema.get("type")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            return _object(schema, schemas, name=name, depth=depth)
        case "array":
            return _array(schema, schemas, name=name, depth=depth)
        case "string":
            return _text(schema, name)
        case "integer" | "number":
            word = WORDS.get(name, 1)
            return word if type(word) is int else 1
        case "boolean":
            return WORDS.get(name) is True
        case _:
            return None


def _settled(schema: Json, schemas: Json) -> Json:
    """Behind references, and the first of the ways a schema may be met."""
    while True:
        if reference := schema.get("$ref"):
            schema = schemas[reference.split("/")[-1]]
        elif members := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
            schema = members[0]
        else:
            return schema


def _object(schema: Json, schemas: Json, *, name: str, depth: int) -> Json:
    if name == "payload":
        return PAYLOAD
    if depth >= DEEPEST:
        return {}
    fields = schema.get("properties", {})
    if not fields and not depth and schema.get("additionalProperties"):
        fields = {"status": schema["additionalProperties"]}
    return {
        field: example_of(inner, schemas, name=field, depth=depth + 1)
        for field, inner in fields.items()
    }


def _array(schema: Json, schemas: Json, *, name: str, depth: int) -> list[Any]:
    word = WORDS.get(name)
    if isinstance(word, list):
        return word
    items = schema.get("items") or {}
    if not items or depth >= DEEPEST or name in EMPTY_WHEN_UNKNOWN:
        return []
    return [example_of(items, schemas, name=name, depth=depth + 1)]


def _text(schema: Json, name: str) -> str:
    if given := schema.get("examples"):
        return str(given[0])
    if schema.get("format") == "uuid":
        return ID
    word = WORDS.get(name)
    if schema.get("format") == "date":
        return str(word or DAY)
    if schema.get("format") == "date-time":
        return str(word or MOMENT)
    return word if isinstance(word, str) else name.replace("_", " ") or "text"
