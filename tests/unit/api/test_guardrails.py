"""Terms, judgements and follow-ups over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.guardrails import Judged, JudgedFor, MarginBlocked, Sale
from smplat_core.testing.builders.guardrails import FOLLOWERS, a_follow_up, money
from tests.unit.api.asking import key_of
from tests.unit.api.conftest import Client

G = "/api/v1/guardrails"
SERVICE = f"{G}/services/acme/followers"
COST = {
    "currency": "EUR",
    "bands": [{"up_to": "1000", "per_unit": "0.01"}, {"per_unit": "0.008", "flat": "1"}],
    "banding": "volume",
    "minimum": "0.5",
}
BLOCK = {"enforcement": "block", "fail": {"percent": "20"}, "warn": {"percent": "40"}}
TERMS: dict[str, Any] = {"label": "Followers", "cost": COST, "policy": BLOCK, "reason": "list"}


def a_sale(price: str = "3.00", **changes: Any) -> dict[str, Any]:
    service = {"provider": "acme", "service": "followers"}
    return {
        "label": "100 followers",
        "price": {"amount": price, "currency": "EUR"},
        "service": service,
        "units": "100",
        **changes,
    }


async def test_the_terms_of_a_service_are_told_and_read_back(client: Client) -> None:
    fee = {"label": "card", "percent": "1.5", "fixed": {"amount": "0.25", "currency": "EUR"}}

    told = await client.put(SERVICE, json={**TERMS, "fees": [fee]})
    read = await client.get(SERVICE)

    assert told.status_code == 200, told.text
    assert (told.headers["ETag"], read.headers["ETag"]) == ('"1"', '"1"')
    view = read.json()
    assert view == told.json()
    assert (view["provider"], view["service"], view["label"]) == ("acme", "followers", "Followers")
    assert view["cost"] == {
        "currency": "EUR",
        "flat": "0",
        "per_unit": "0",
        "bands": [
            {"up_to": "1000", "per_unit": "0.01", "flat": "0"},
            {"up_to": None, "per_unit": "0.008", "flat": "1"},
        ],
        "banding": "volume",
        "minimum": "0.5",
    }
    assert view["fees"] == [fee]
    assert view["policy"]["fail"] == {"amount": None, "percent": "20"}


async def test_what_was_read_here_may_be_sent_back_as_it_is(client: Client) -> None:
    await client.put(SERVICE, json=TERMS)
    view = (await client.get(SERVICE)).json()
    body = {name: view[name] for name in ("label", "offered", "cost", "fees", "policy")}

    again = await client.put(SERVICE, json={**body, "reason": "nothing"})

    assert again.json() == view


async def test_terms_are_changed_by_whoever_knows_them(client: Client) -> None:
    await client.put(SERVICE, json=TERMS, headers={"If-Match": '"0"'})

    slow = await client.put(SERVICE, json={**TERMS, "label": "x"}, headers={"If-Match": '"0"'})
    right = await client.put(SERVICE, json={**TERMS, "label": "x"}, headers={"If-Match": '"1"'})

    assert (slow.status_code, slow.json()["code"]) == (409, "guardrails.service_changed")
    assert (right.status_code, right.json()["version"]) == (200, 2)


async def test_services_are_listed_by_name(client: Client) -> None:
    for name in ("views", "likes", "followers"):
        await client.put(f"{G}/services/acme/{name}", json=TERMS)
    await client.put(f"{G}/services/bravo/views", json=TERMS)

    first = (await client.get(f"{G}/services", params={"limit": 3})).json()
    rest = (
        await client.get(f"{G}/services", params={"limit": 3, "cursor": first["next_cursor"]})
    ).json()
    bravo = (await client.get(f"{G}/services", params={"provider": "bravo"})).json()

    found = [each["service"] for each in (*first["items"], *rest["items"])]
    assert found == ["followers", "likes", "views", "views"]
    assert [each["provider"] for each in bravo["items"]] == ["bravo"]


async def test_an_unknown_service_is_not_found(client: Client) -> None:
    answer = await client.get(SERVICE)

    assert (answer.status_code, answer.json()["code"]) == (404, "guardrails.service_not_found")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"label": " "}, "/label"),
        ({"reason": "  "}, "/reason"),
        ({"cost": {**COST, "flat": "-1"}}, "/cost/flat"),
        ({"cost": {**COST, "minimum": "1e3"}}, "/cost/minimum"),
        ({"cost": {**COST, "minimum": "1_000"}}, "/cost/minimum"),
        ({"cost": {**COST, "per_unit": "1"}}, "/cost/per_unit"),
        ({"cost": {**COST, "currency": "EURO"}}, None),
        ({"cost": {**COST, "currency": "XXX"}}, "/cost/currency"),
        ({"cost": {**COST, "bands": [{"per_unit": "x"}]}}, "/cost/bands/0/per_unit"),
        ({"cost": {**COST, "bands": [{"up_to": "1", "per_unit": "1"}]}}, "/cost/bands/0/up_to"),
        ({"fees": [{"label": "a"}, {"label": ""}]}, "/fees/1/label"),
        ({"fees": [{"label": "a", "percent": "101"}]}, "/fees/0/percent"),
        (
            {"fees": [{"label": "a", "fixed": {"amount": "0.001", "currency": "EUR"}}]},
            "/fees/0/fixed/amount",
        ),
        ({"fees": [{"label": "a"}, {"label": "a"}]}, "/fees"),
        ({"policy": {**BLOCK, "warn": {"percent": "10"}}}, "/policy/warn/percent"),
        ({"policy": {**BLOCK, "stale_haircut": "200"}}, "/policy/stale_haircut"),
        ({"policy": {"enforcement": "shout"}}, None),
    ],
)
async def test_terms_that_make_no_sense_are_refused_with_a_pointer(
    client: Client, change: dict[str, Any], pointer: str | None
) -> None:
    answer = await client.put(SERVICE, json={**TERMS, **change})

    assert answer.status_code == 400, answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await client.get(SERVICE)).status_code == 404


async def test_a_service_nobody_can_go_by_is_refused(client: Client) -> None:
    answer = await client.put(f"{G}/services/acme/fol%20lowers", json=TERMS)

    assert (answer.status_code, answer.json()["code"]) == (400, "guardrails.bad_service")


async def test_the_house_has_terms_of_its_own(client: Client) -> None:
    before = await client.get(f"{G}/policies/house")
    fees = [{"label": "card", "percent": "1.5"}]
    body = {"policy": BLOCK, "fees": fees, "reason": "we agreed"}

    told = await client.put(f"{G}/policies/house", json=body, headers={"If-Match": '"0"'})
    slow = await client.put(
        f"{G}/policies/house", json={**body, "fees": []}, headers={"If-Match": '"0"'}
    )

    assert before.json()["policy"]["enforcement"] == "warn"
    assert (before.json()["version"], before.json()["changed_at"]) == (0, None)
    assert (told.status_code, told.json()["version"]) == (200, 1)
    assert told.json()["policy"]["enforcement"] == "block"
    assert (slow.status_code, slow.json()["code"]) == (409, "guardrails.house_terms_changed")


async def test_sales_nobody_makes_are_judged_and_not_kept(client: Client) -> None:
    await client.put(SERVICE, json=TERMS)

    answer = await client.post(
        f"{G}/judge", json={"sales": [a_sale(), a_sale("1.10"), a_sale("1.50", units="50")]}
    )

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["posture"] == "fail"
    assert [each["posture"] for each in found["judgements"]] == ["pass", "fail", "pass"]
    failed = found["judgements"][1]
    assert failed["refused"]
    assert failed["margin"] == {"amount": "0.10", "currency": "EUR"}
    assert (failed["percent"], failed["least_price"]["amount"]) == ("9.09", "1.25")
    assert failed["reasons"] == [
        {
            "code": "below_percent",
            "posture": "fail",
            "sentence": "it earns 9.09 % of its price, and has to earn 20 %",
        }
    ]
    assert [(f["name"], f["amount"], f["unit"]) for f in failed["figures"]] == [
        ("price", "1.1", "EUR"),
        ("units", "100", "unit"),
        ("cost", "1", "EUR"),
    ]
    assert (await client.get(f"{G}/judgements")).json()["items"] == []


@pytest.mark.parametrize(
    ("sale", "pointer"),
    [
        (a_sale("x"), "/sales/0/price/amount"),
        (a_sale("-1.00"), "/sales/0/price"),
        (a_sale(units="many"), "/sales/0/units"),
        (a_sale(units="-1"), "/sales/0/units"),
    ],
)
async def test_a_sale_that_makes_no_sense_is_refused_with_a_pointer(
    client: Client, sale: dict[str, Any], pointer: str
) -> None:
    answer = await client.post(f"{G}/judge", json={"sales": [sale]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_judgements_of_real_sales_are_listed_and_counted(
    client: Client, shape: MemoryShape
) -> None:
    await client.put(SERVICE, json=TERMS)
    judge_margins = shape.use_cases.judge_margins()
    for price in ("3.00", "1.10"):
        sale = Sale(pointer="/lines/0", label="x", price=money(price), service=FOLLOWERS)
        many = Sale(
            pointer="/lines/0",
            label="x",
            price=sale.price,
            service=FOLLOWERS,
            units=sale.units * 100,
        )
        try:
            await judge_margins([many], Judged(purpose=JudgedFor.QUOTE))
        except MarginBlocked:
            shape.clock.advance(timedelta(minutes=1))

    counts = (await client.get(f"{SERVICE}/counts")).json()
    later = (await client.get(f"{SERVICE}/counts", params={"since": "2030-01-01T00:00:00Z"})).json()
    failed = (
        await client.get(
            f"{G}/judgements",
            params={"provider": "acme", "service": "followers", "posture": "fail"},
        )
    ).json()
    half = await client.get(f"{G}/judgements", params={"provider": "acme"})

    assert [counts[name] for name in ("passed", "warned", "failed", "refused")] == [1, 0, 1, 1]
    assert [later[name] for name in ("passed", "warned", "failed", "refused")] == [0, 0, 0, 0]
    assert [each["judgement"]["percent"] for each in failed["items"]] == ["9.09"]
    assert (failed["items"][0]["purpose"], failed["items"][0]["subject_id"]) == ("quote", None)
    assert (half.status_code, half.json()["code"]) == (400, "guardrails.bad_service")


async def test_follow_ups_are_listed_read_and_accepted(client: Client, shape: MemoryShape) -> None:
    async with shape.database.begin() as work:
        first = await work.follow_ups.save(a_follow_up(1))
        await work.follow_ups.save(a_follow_up(2))
    path = f"{G}/follow-ups/{first.id}"

    accepted = await client.post(f"{path}/accept", json={"reason": "right so"})
    again = await client.post(f"{path}/accept", json={"reason": "right so"})
    still_open = (await client.get(f"{G}/follow-ups", params={"state": "open"})).json()

    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert accepted.json()["settled_by"].startswith("key:")
    assert again.status_code == 409
    assert [each["id"] for each in still_open["items"]] == [str(a_follow_up(2).id)]
    assert (await client.get(path)).json() == accepted.json()


async def test_what_nobody_can_undo_stays_open(client: Client, shape: MemoryShape) -> None:
    async with shape.database.begin() as work:
        odd = await work.follow_ups.save(a_follow_up(kind="house.painted"))

    refused = await client.post(f"{G}/follow-ups/{odd.id}/undo", json={"reason": "ugly"})

    assert (refused.status_code, refused.json()["code"]) == (409, "guardrails.cannot_undo")
    assert (await client.get(f"{G}/follow-ups/{odd.id}")).json()["state"] == "open"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/services"),
        ("GET", "/services/acme/followers"),
        ("GET", "/services/acme/followers/counts"),
        ("GET", "/policies/house"),
        ("GET", "/judgements"),
        ("GET", "/follow-ups"),
        ("POST", "/judge"),
    ],
)
async def test_what_things_cost_no_buyer_may_read(
    client: Client, company: str, method: str, path: str
) -> None:
    headers = await key_of(client, company, "pricing:read")

    refused = await client.request(method, f"{G}{path}", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "guardrails.not_for_companies",
    )
