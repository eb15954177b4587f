"""Experiments with prices over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.kernel import evolve
from smplat_core.testing.builders.catalog import a_product
from tests.unit.api.conftest import Client

ALL = "/api/v1/catalog/pricing-experiments"
ONE = f"{ALL}/tenth-off"
CONTROL: dict[str, Any] = {"key": "control", "name": "As it is", "is_control": True}
CHEAPER: dict[str, Any] = {
    "key": "cheaper",
    "name": "A tenth off",
    "adjustment": {"kind": "multiplier", "factor": "0.9"},
}
DEARER: dict[str, Any] = {
    "key": "dearer",
    "name": "A euro more",
    "adjustment": {"kind": "delta", "amount": {"amount": "1.00", "currency": "EUR"}},
}


@pytest.fixture(autouse=True)
async def _products(shape: MemoryShape) -> None:
    async with shape.database.begin() as work:
        for number, slug in enumerate(("likes", "views"), start=1):
            await work.products.save(evolve(a_product(slug, number=number), news=()))


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "tenth-off",
        "name": "A tenth off likes",
        "product": "likes",
        "variants": [CONTROL, CHEAPER],
    } | changes


async def drawn(client: Client, **changes: Any) -> Any:
    answer = await client.post(ALL, json=plan(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def started(client: Client, **changes: Any) -> Any:
    made = await drawn(client, **changes)
    answer = await client.post(f"{ALL}/{made['slug']}/start")
    assert answer.status_code == 200, answer.text
    return answer.json()


def errors(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_an_experiment_is_drawn_up_read_and_listed(client: Client) -> None:
    answer = await client.post(
        ALL,
        json=plan(
            hypothesis="Cheaper sells more",
            variants=[CONTROL, CHEAPER, DEARER | {"weight": 2}],
            segment={"regions": ["EU"], "channels": ["web"], "buyers": "known"},
            period={"starts_at": "2026-11-21T00:00:00+01:00", "ends_at": "2026-12-21T00:00:00Z"},
            flag="new-prices",
            coverage=5_000,
            namespace={"name": "prices", "first": 0, "end": 500},
            guard={"stalled_share": "0.8", "conversion_drop": "0.05"},
        ),
    )
    listed = await client.get(ALL)

    body = answer.json()
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == '"1"'
    assert (body["state"], body["live"], body["coverage"]) == ("draft", False, 5_000)
    assert body["period"]["starts_at"] == "2026-11-20T23:00:00Z"
    assert body["variants"][2]["adjustment"] == DEARER["adjustment"] | {"factor": None}
    assert body["guard"]["stalled_after_seconds"] == 86_400
    assert (await client.get(ONE)).json() == body
    assert listed.json() == {"items": [body], "next_cursor": None}


async def test_everything_wrong_with_a_plan_is_told_at_once(client: Client) -> None:
    second = CHEAPER | {"is_control": True, "adjustment": None, "weight": 0}

    answer = await client.post(
        ALL, json=plan(name=" ", coverage=0, variants=[CONTROL | {"weight": 0}, second])
    )

    assert errors(answer) == [
        ("/name", "pricing.bad_experiment"),
        ("/coverage", "pricing.bad_experiment"),
        ("/variants", "pricing.experiment_weights_sum_to_zero"),
        ("/variants/1/is_control", "pricing.experiment_two_controls"),
    ]


@pytest.mark.parametrize(
    ("adjustment", "pointer"),
    [
        ({"kind": "delta"}, "/variants/1/adjustment"),
        ({"kind": "multiplier"}, "/variants/1/adjustment"),
        ({"kind": "delta", "factor": "0.9"}, "/variants/1/adjustment"),
        (
            {"kind": "multiplier", "factor": "1", "amount": {"amount": "1", "currency": "EUR"}},
            "/variants/1/adjustment",
        ),
        ({"kind": "multiplier", "factor": "much"}, "/variants/1/adjustment/factor"),
        ({"kind": "multiplier", "factor": "1e-9"}, "/variants/1/adjustment/factor"),
        ({"kind": "multiplier", "factor": "NaN"}, "/variants/1/adjustment/factor"),
        ({"kind": "multiplier", "factor": "1_0"}, "/variants/1/adjustment/factor"),
        ({"kind": "multiplier", "factor": "-1"}, "/variants/1/adjustment/factor"),
        (
            {"kind": "delta", "amount": {"amount": "0.001", "currency": "EUR"}},
            "/variants/1/adjustment/amount/amount",
        ),
        (
            {"kind": "delta", "amount": {"amount": "1", "currency": "XXQ"}},
            "/variants/1/adjustment/amount/currency",
        ),
    ],
    ids=str,
)
async def test_an_adjustment_that_makes_no_sense_is_refused_at_its_place(
    client: Client, adjustment: dict[str, Any], pointer: str
) -> None:
    answer = await client.post(
        ALL, json=plan(variants=[CONTROL, CHEAPER | {"adjustment": adjustment}])
    )

    assert [where for where, _ in errors(answer)] == [pointer]


async def test_an_unknown_product_is_refused(client: Client) -> None:
    answer = await client.post(ALL, json=plan(product="shares"))

    assert errors(answer) == [("/product", "pricing.bad_experiment")]


async def test_a_slug_is_taken_once(client: Client) -> None:
    await drawn(client)

    again = await client.post(ALL, json=plan())

    assert (again.status_code, again.json()["code"]) == (409, "pricing.experiment_exists")


async def test_an_unknown_experiment_is_not_found(client: Client) -> None:
    for path in ("", "/results", "/preview?unit=s1", "/metrics", "/timeline", "/results.csv"):
        answer = await client.get(f"{ALL}/nothing{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "pricing.experiment_not_found")


async def test_it_is_edited_at_the_version_that_was_read(client: Client) -> None:
    await drawn(client)

    edited = await client.patch(
        ONE,
        json={"variants": [CONTROL, DEARER], "flag": "beta", "segment": {"channels": ["web"]}},
        headers={"If-Match": '"1"'},
    )
    stale = await client.patch(ONE, json={"name": "Other"}, headers={"If-Match": '"1"'})
    emptied = await client.patch(ONE, json={"flag": None})

    assert edited.status_code == 200, edited.text
    assert [each["key"] for each in edited.json()["variants"]] == ["control", "dearer"]
    assert edited.json()["segment"]["channels"] == ["web"]
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    assert emptied.json()["flag"] is None


async def test_once_started_only_shares_end_guard_and_wording_change(client: Client) -> None:
    await started(client)

    fixed = await client.patch(ONE, json={"product": "views"})
    moved = await client.patch(
        ONE, json={"variants": [CONTROL, CHEAPER | {"weight": 3}], "coverage": 8_000}
    )

    assert (fixed.status_code, fixed.json()["code"]) == (409, "pricing.experiment_fixed")
    assert [each["buckets"] for each in moved.json()["variants"]] == [2_000, 6_000]


async def test_a_draft_is_thrown_away_and_nothing_else(client: Client) -> None:
    await drawn(client)

    gone = await client.delete(ONE)
    await started(client)
    kept = await client.delete(ONE)

    assert gone.status_code == 204
    assert (kept.status_code, kept.json()["code"]) == (409, "pricing.experiment_fixed")


async def test_it_is_started_paused_resumed_and_completed(client: Client) -> None:
    running = await started(client)
    why = {"reason": "out of stock"}

    paused = await client.post(f"{ONE}/pause", json=why)
    resumed = await client.post(f"{ONE}/resume")
    completed = await client.post(f"{ONE}/complete", json=why)
    again = await client.post(f"{ONE}/start")

    assert (running["state"], running["live"]) == ("running", True)
    assert [each["buckets"] for each in running["variants"]] == [5_000, 5_000]
    states = [each.json()["state"] for each in (paused, resumed, completed)]
    assert states == ["paused", "running", "completed"]
    assert (again.status_code, again.json()["code"]) == (409, "lifecycle.action_not_allowed")
    told = (await client.get(f"{ONE}/timeline")).json()["items"]
    assert [each["name"] for each in told] == [
        "experiment.created",
        "experiment.started",
        "experiment.paused",
        "experiment.resumed",
        "experiment.completed",
    ]
    assert all(each["actor"].startswith("key:") for each in told)


async def test_one_price_experiment_to_a_product_and_buyer(client: Client) -> None:
    await started(client)
    await drawn(client, slug="second")

    refused = await client.post(f"{ALL}/second/start")
    await client.patch(f"{ALL}/second", json={"segment": {"regions": ["EU"]}})
    still = await client.post(f"{ALL}/second/start")
    elsewhere = await client.patch(f"{ALL}/second", json={"product": "views"})
    free = await client.post(f"{ALL}/second/start")

    assert (refused.status_code, refused.json()["code"]) == (409, "pricing.experiment_overlaps")
    assert still.status_code == 409
    assert elsewhere.status_code == free.status_code == 200


async def test_another_that_took_its_place_keeps_a_paused_one_from_going_on(
    client: Client,
) -> None:
    period = {"ends_at": "2026-11-30T00:00:00Z"}
    later = {"starts_at": "2026-11-30T00:00:00Z"}
    await started(client, period=period)
    await started(client, slug="second", period=later)

    longer = await client.patch(ONE, json={"period": {"ends_at": "2026-12-30T00:00:00Z"}})

    assert (longer.status_code, longer.json()["code"]) == (409, "pricing.experiment_overlaps")


async def test_a_variant_is_paused_and_resumed(client: Client) -> None:
    await started(client)
    why = {"reason": "too cheap"}

    paused = await client.post(f"{ONE}/variants/cheaper/pause", json=why)
    control = await client.post(f"{ONE}/variants/control/pause", json=why)
    unknown = await client.post(f"{ONE}/variants/third/pause", json=why)
    resumed = await client.post(f"{ONE}/variants/cheaper/resume", json=why)

    assert paused.json()["variants"][1]["paused"]["reason"] == "too cheap"
    assert (control.status_code, control.json()["code"]) == (409, "pricing.control_not_pausable")
    assert unknown.status_code == 404
    assert resumed.json()["variants"][1]["paused"] is None


async def test_a_preview_says_who_is_given_what_and_records_nothing(client: Client) -> None:
    await started(client)

    previews = [
        (await client.get(f"{ONE}/preview", params={"unit": f"s{number}"})).json()
        for number in range(20)
    ]

    assert {each["variant"] for each in previews} == {"control", "cheaper"}
    assert all(each["assigned"] and each["reason"] is None for each in previews)
    cheaper = next(each for each in previews if each["variant"] == "cheaper")
    assert cheaper["adjustment"] == CHEAPER["adjustment"] | {"amount": None}
    results = (await client.get(f"{ONE}/results")).json()
    assert results["totals"]["exposures"] == 0


async def test_a_preview_says_why_somebody_takes_no_part(client: Client) -> None:
    await started(
        client, segment={"regions": ["EU"]}, flag="new-prices", coverage=1, slug="tenth-off"
    )

    async def reason(**query: str) -> str:
        answer = await client.get(f"{ONE}/preview", params={"unit": "s1"} | query)
        said: str = answer.json()["reason"]
        return said

    assert await reason(region="EU") == "flag new-prices is off"
    turned_on = await client.put("/api/v1/catalog/flags/new-prices", json={"is_on": True})
    assert turned_on.status_code < 300, turned_on.text
    assert await reason() == "another region is asked for"
    assert await reason(region="EU") == "they are outside the coverage or the namespace"
    nobody = await client.get(f"{ONE}/preview")
    assert errors(nobody) == [("/unit", "pricing.bad_visitor")]


async def test_what_visitors_do_is_counted_once(client: Client) -> None:
    await started(client)
    batch = {
        "events": [
            {"kind": "exposure", "session": "s1", "variant": "cheaper"},
            {"kind": "exposure", "session": "s1", "variant": "cheaper"},
            {"kind": "exposure", "session": "s2", "variant": "control"},
            {"kind": "conversion", "session": "s1"},
            {
                "kind": "revenue",
                "session": "s1",
                "order": "A-1",
                "amount": {"amount": "9.00", "currency": "EUR"},
            },
        ]
    }

    first = await client.post(f"{ONE}/events", json=batch)
    again = await client.post(f"{ONE}/events", json=batch)

    assert first.json() == {"recorded": 4, "repeated": 1}, first.text
    assert again.json() == {"recorded": 0, "repeated": 5}
    results = (await client.get(f"{ONE}/results")).json()
    control, cheaper = results["variants"]
    assert results["totals"] == {
        "exposures": 2,
        "units": 2,
        "conversions": 1,
        "converted": 1,
        "revenue": [{"amount": "9.00", "currency": "EUR"}],
    }
    assert (cheaper["converted"], control["converted"]) == (1, 0)
    assert cheaper["revenue"][0]["per_unit"] == "9.000000"
    assert cheaper["revenue"][0]["difference"]["low"] is None
    assert control["difference"] is None
    assert results["sample_ratio"]["judged"] is False
    assert len(results["sparklines"][1]["days"]) == 30
    assert results["sparklines"][1]["days"][-1]["conversions"] == 1
    kept = (await client.get(f"{ONE}/preview?unit=s1")).json()
    assert (kept["kept"], kept["variant"]) == ("cheaper", "cheaper")


async def test_events_of_one_batch_go_by_what_it_says_was_shown(client: Client) -> None:
    await started(client)
    shown = [
        {"kind": "exposure", "session": f"s{number}", "variant": "cheaper"} for number in range(20)
    ]
    done = [{"kind": "conversion", "session": f"s{number}"} for number in range(20)]

    await client.post(f"{ONE}/events", json={"events": [*shown, *done]})

    control, cheaper = (await client.get(f"{ONE}/results")).json()["variants"]
    assert (control["converted"], cheaper["converted"]) == (0, 20)


async def test_who_logs_in_keeps_what_their_session_was_given(client: Client) -> None:
    await started(client)
    await client.post(
        f"{ONE}/events",
        json={"events": [{"kind": "exposure", "session": "s1", "variant": "cheaper"}]},
    )

    both = (await client.get(f"{ONE}/preview", params={"unit": "s1", "buyer": "ana"})).json()

    assert (both["kept"], both["variant"]) == ("cheaper", "cheaper")


async def test_a_batch_with_one_bad_event_is_refused_whole(client: Client) -> None:
    await started(client)
    euro = {"amount": "1.00", "currency": "EUR"}

    answer = await client.post(
        f"{ONE}/events",
        json={
            "events": [
                {"kind": "exposure", "session": "s1"},
                {"kind": "exposure", "session": "s1", "variant": "third"},
                {"kind": "revenue", "session": "s1", "amount": euro},
                {"kind": "revenue", "session": "s1", "order": "A"},
                {"kind": "conversion", "session": "s1", "amount": euro},
                {"kind": "conversion", "session": "s1", "at": "2030-01-01T00:00:00Z"},
                {
                    "kind": "revenue",
                    "session": "s1",
                    "order": "A",
                    "amount": {"amount": "-1.00", "currency": "EUR"},
                },
            ]
        },
    )

    assert errors(answer) == [
        ("/events/1/variant", "pricing.experiment_variant_not_found"),
        ("/events/2/order", "pricing.bad_experiment_events"),
        ("/events/3/amount", "pricing.bad_experiment_events"),
        ("/events/4/amount", "pricing.bad_experiment_events"),
        ("/events/5/at", "pricing.bad_experiment_events"),
        ("/events/6/amount", "pricing.bad_experiment_events"),
    ]
    assert (await client.get(f"{ONE}/results")).json()["totals"]["exposures"] == 0


async def test_events_of_nobody_are_refused(client: Client) -> None:
    await started(client)

    answer = await client.post(f"{ONE}/events", json={"events": [{"kind": "exposure"}]})
    long = await client.post(
        f"{ONE}/events", json={"events": [{"kind": "exposure", "session": "x" * 129}]}
    )
    none = await client.post(f"{ONE}/events", json={"events": []})

    assert errors(answer) == [("/events/0/session", "pricing.bad_visitor")]
    assert errors(long) == [("/events/0/session", "pricing.bad_visitor")]
    assert none.status_code == 400


async def test_a_draft_hears_of_nothing_and_one_that_is_over_hears_late_orders(
    client: Client,
) -> None:
    event = {"kind": "conversion", "session": "s1", "variant": "cheaper"}
    exposure = {"kind": "exposure", "session": "s1"}
    await drawn(client)

    early = await client.post(f"{ONE}/events", json={"events": [event]})
    await client.post(f"{ONE}/start")
    await client.post(f"{ONE}/complete", json={"reason": "enough"})
    late = await client.post(f"{ONE}/events", json={"events": [event]})
    shown = await client.post(f"{ONE}/events", json={"events": [exposure]})

    assert (early.status_code, early.json()["code"]) == (409, "pricing.experiment_not_started")
    assert late.json() == {"recorded": 1, "repeated": 0}
    assert [where for where, _ in errors(shown)] == ["/events/0/kind"]


async def test_results_are_a_file_too(client: Client) -> None:
    await started(client, variants=[CONTROL | {"name": "=HYPERLINK"}, CHEAPER])
    revenue = {"amount": "9.00", "currency": "EUR"}
    await client.post(
        f"{ONE}/events",
        json={
            "events": [
                {"kind": "exposure", "session": "s1", "variant": "cheaper"},
                {
                    "kind": "revenue",
                    "session": "s1",
                    "variant": "cheaper",
                    "order": "A",
                    "amount": revenue,
                },
            ]
        },
    )

    answer = await client.get(f"{ONE}/results.csv")

    head, control, cheaper = answer.text.splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tenth-off.csv"'
    assert head.startswith("experiment,variant,name,control")
    assert control.startswith("tenth-off,control,'=HYPERLINK,yes,no,0,0,0,0,0.000000")
    assert ",EUR,9.00,1,9.000000," in cheaper
    assert {line.count(",") for line in (head, control, cheaper)} == {22}


async def test_a_series_has_one_to_ninety_days(client: Client) -> None:
    await started(client)

    long = await client.get(f"{ONE}/results?days=91")
    one = await client.get(f"{ONE}/results?days=1")

    assert errors(long) == [("/days", "pricing.bad_experiment_series")]
    assert [len(each["days"]) for each in one.json()["sparklines"]] == [1, 1]


async def test_figures_are_written_down_by_hand(client: Client) -> None:
    await started(client)
    metric = {"name": "support_calls", "value": "12.5", "variant": "cheaper", "note": "by phone"}

    made = await client.post(f"{ONE}/metrics", json=metric)
    bad = await client.post(f"{ONE}/metrics", json=metric | {"name": "Support calls"})
    nan = await client.post(f"{ONE}/metrics", json=metric | {"value": "NaN"})
    fine = await client.post(f"{ONE}/metrics", json=metric | {"value": "0.1234567890123"})
    guard = await client.patch(ONE, json={"guard": {"conversion_drop": "NaN"}})
    unknown = await client.post(f"{ONE}/metrics", json=metric | {"variant": "third"})

    assert made.status_code == 201
    listed = (await client.get(f"{ONE}/metrics")).json()
    assert listed == {"items": [made.json()], "next_cursor": None}
    assert made.json()["value"] == "12.5"
    assert errors(bad) == [("/name", "pricing.bad_experiment_metric")]
    assert errors(nan) == [("/value", "pricing.bad_experiment_metric")]
    assert errors(fine) == [("/value", "pricing.bad_experiment_metric")]
    assert [where for where, _ in errors(guard)] == ["/guard/conversion_drop"]
    assert unknown.status_code == 404


async def test_a_companys_key_sees_no_experiment(client: Client, company: str) -> None:
    await started(client)
    body = {
        "name": "portal",
        "scopes": ["pricing:read", "carts:write"],
        "company_id": company.rsplit("/", 1)[1],
    }
    issued = await client.post("/api/v1/api-keys", json=body)
    theirs = {"Authorization": f"Bearer {issued.json()['token']}"}
    exposure = {"events": [{"kind": "exposure", "session": "s1"}]}

    for path in ("", "/results", "/preview?unit=s1", "/results.csv"):
        answer = await client.get(f"{ONE}{path}", headers=theirs)
        assert answer.json()["code"] == "pricing.experiments_not_for_companies"
    told = await client.post(f"{ONE}/events", json=exposure, headers=theirs)
    assert told.json() == {"recorded": 1, "repeated": 0}


async def test_an_end_to_come_is_kept_to_the_moment_and_then_written_down(
    client: Client, shape: MemoryShape
) -> None:
    ends_at = shape.clock.now() + timedelta(days=2)
    running = await started(client, period={"ends_at": ends_at.isoformat()})
    assert running["live"]

    shape.clock.advance(timedelta(days=2))

    over = (await client.get(ONE)).json()
    assert (over["state"], over["live"]) == ("running", False)
    preview = (await client.get(f"{ONE}/preview?unit=s1")).json()
    assert preview["reason"] == "it has ended"
