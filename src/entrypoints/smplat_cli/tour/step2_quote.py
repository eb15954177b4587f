"""Step 2: a company with its people and places, and the price of 25 lines in one call."""

import csv
from typing import Any

from rich.table import Table

from smplat_app.demo import PRICE_BOOKS
from smplat_cli.tour.journey import Journey

LEGACY_NAME = "Aurora Cold Chain AG"
PEOPLE = (
    ("Mara", "Lindqvist", ("BILLING", "EXECUTIVE")),
    ("Tomás", "Herrera", ("SHIPPING", "TECHNICAL")),
)
PLACES: tuple[dict[str, str], ...] = (
    {"line1": "Friedrichstraße 43", "city": "Berlin", "postal_code": "10969", "country": "DE"},
    {"line1": "111 wellington street", "city": "ottawa", "region": "Ontario"}
    | {"postal_code": "k1a 0a9", "country": "CA"},
    {"line1": "350 Fifth Avenue", "city": "New York", "region": "NY"}
    | {"postal_code": "10118", "country": "US"},
    {"line1": "1-7-1 Nagatacho", "city": "Chiyoda-ku", "region": "Tokyo"}
    | {"postal_code": "100-0014", "country": "JP"},
    {"line1": "221B Baker Street", "city": "London", "postal_code": "NW1 6XE", "country": "GB"},
)
LINES = 25
QUANTITIES = (1, 5, 25, 40, 100, 250)
EXPLAINED = "GW-LORA-8"


def quote(journey: Journey) -> None:
    _company(journey)
    _people(journey)
    _places(journey)
    _quote(journey)


def _company(journey: Journey) -> None:
    legacy_id = f"LEG-{journey.run.upper()}"
    made = journey.sandbox.ask("PUT", f"/legacy/companies/{legacy_id}", {"name": LEGACY_NAME})
    journey.guide.kept(f"the sandbox's legacy system now knows {made['id']}, {made['name']}")
    body = {"name": "Aurora Cold Chain", "legacy_company_id": legacy_id}
    key = f"tour-{journey.run}-company"
    company = journey.api.post("/companies", body, key=key)
    journey.company_id = company["id"]
    again = journey.api.post("/companies", body, key=key)
    journey.guide.promise(again["id"] == company["id"], "the same key makes one company")
    replayed = again.headers.get("Idempotent-Replayed") == "true"
    journey.guide.promise(replayed, "the second answer says that it is a repetition")
    card = journey.api.get(f"/companies/{journey.company_id}")
    status = card["mirror"]["status"]
    journey.guide.promise(status == "active", f"the legacy mirror is active, not {status}")
    journey.guide.show(
        card,
        "A company wraps a record of the legacy system, which was asked when it was made. The"
        " same Idempotency-Key, sent twice, made it once.",
        pick=("id", "name", "mirror"),
    )


def _people(journey: Journey) -> None:
    api = journey.api
    for first, last, roles in PEOPLE:
        email = f"{last.lower()}.{journey.run}@aurora-cold-chain.example.com"
        person = {"first_name": first, "last_name": last, "email": email}
        made = api.post(f"/companies/{journey.company_id}/contacts", person)
        given = api.post(f"/contacts/{made['id']}/roles", {"make_primary": roles})
        primary = [role["role"] for role in given["roles"] if role["is_primary"]]
        journey.guide.promise(sorted(primary) == sorted(roles), f"{first} is primary for {roles}")
        journey.guide.kept(f"contact {first} {last}: {', '.join(primary)}")
        journey.contact_id = journey.contact_id or made["id"]


def _places(journey: Journey) -> None:
    api, guide = journey.api, journey.guide
    for place in PLACES:
        address = {"company": LEGACY_NAME, "recipient": "Mara Lindqvist", **place}
        body = {"label": f"Site {place['country']}", "address": address}
        saved = api.post(f"/companies/{journey.company_id}/addresses", body)
        journey.addresses[place["country"]] = saved["id"]
        status = saved["validation_status"]
        guide.promise(status == "valid", f"the address in {place['country']} is {status}")
        if place["country"] == "CA":
            guide.show(
                saved,
                "Checked by the rules of its country and kept in its normal form.",
                pick=("id", "label", "address", "validation_status"),
            )
    guide.kept(f"saved addresses in {', '.join(journey.addresses)}")
    wrong = {"recipient": "Mara Lindqvist", **PLACES[0], "postal_code": "1011"}
    verdict = api.post("/addresses/validate", {"address": wrong})
    guide.promise(not verdict["valid"], "a German postal code of four digits is refused")
    guide.show(verdict, "What is wrong is named by field, with what would be accepted.")


def _quote(journey: Journey) -> None:
    lines = [
        {"sku": sku, "quantity": QUANTITIES[place % len(QUANTITIES)]}
        for place, sku in enumerate(_skus()[:LINES])
    ]
    quoted = journey.api.post(
        "/pricing/quote",
        {
            "currency": "EUR",
            "region": "EU",
            "company_id": journey.company_id,
            "explain": True,
            "lines": lines,
        },
    )
    answered = quoted["lines"]
    asked = [(line["sku"], line["quantity"]) for line in lines]
    told = [(line["sku"], line["quantity"]) for line in answered]
    journey.guide.promise(told == asked, f"{LINES} lines are answered in their order")
    candidates = [line.pop("candidates") for line in answered]
    journey.guide.show(
        quoted, f"{LINES} lines, hardware and digital, in one call. Nothing was stored."
    )
    place = next(n for n, line in enumerate(answered) if line["sku"] == EXPLAINED)
    journey.guide.table(_trace(answered[place], candidates[place]))
    journey.guide.notice("Why this price: every row that was weighed, and what beat it.")
    won = [each for each in candidates[place] if each["outcome"] == "won"]
    journey.guide.promise(len(won) == 1, "one candidate won")
    regional = answered[place]["price_type"] == "PRICEBOOK_REGIONAL"
    journey.guide.promise(regional, "the regional book beats the global one")


def _skus() -> list[str]:
    """Of the global book, in its order."""
    with PRICE_BOOKS[0][3].open(encoding="utf-8-sig", newline="") as file:
        return list(dict.fromkeys(row["sku"] for row in csv.DictReader(file)))


def _trace(line: dict[str, Any], candidates: list[dict[str, Any]]) -> Table:
    """Those that could have been the price; the rest is for other tiers, currencies or places."""
    unit = f"{line['unit_price']['amount']} {line['unit_price']['currency']}"
    table = Table("outcome", "explanation", title=f"{line['quantity']} x {line['sku']} at {unit}")
    for each in candidates:
        if each["outcome"] != "failed":
            table.add_row(each["outcome"], each["explanation"].replace(f" (row {each['id']})", ""))
    failed = [each for each in candidates if each["outcome"] == "failed"]
    example = failed[0]["explanation"].replace(f" (row {failed[0]['id']})", "")
    table.add_row("failed", f"{len(failed)} rows, such as {example}")
    return table
