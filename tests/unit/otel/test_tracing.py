"""One trace from the request to the reactions, jobs and outside calls it set in motion."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from smplat_app.testing import MemoryShape
from smplat_app.tracing import traced
from smplat_app.work_list import every_job, every_reaction
from smplat_core.fulfillment import CourierCode, CourierUnavailable
from smplat_core.jobs import DeliverEvents, Queue, RunJob, by_name, subscriptions
from smplat_core.kernel import SpanKind, span, trace_with, traceparent
from smplat_couriers.calling import reply_to
from smplat_memory import MemoryDeliveries, MemoryJobLedger
from smplat_otel import OtelTracer
from tests.unit.api.conftest import Client, client, shape, standing
from tests.unit.api.selling import Store
from tests.unit.api.test_checkout import WEBHOOK, paid, signed

__all__ = ["client", "shape", "standing"]

CANADA = CourierCode("canada_post")
PRIVATE = ("Ana", "Lima", "ana@", "K1K", "Jardin", "+1416", "smp_", "whsec", "sk_test")


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace_with(OtelTracer(provider))
    yield exporter
    trace_with(None)


async def work_all(shape: MemoryShape) -> None:
    """Deliver and run until nothing is due, as a worker does."""
    tables, clock = shape.database.tables, shape.clock
    ledger = MemoryJobLedger(tables.jobs)
    reactions = every_reaction(shape.use_cases)
    deliver = DeliverEvents(
        shape.database.begin, MemoryDeliveries(tables.log), clock, by_name(reactions)
    )
    run_job = RunJob(ledger, clock, every_job(shape.use_cases))
    for _ in range(20):
        done = await deliver()
        due = await ledger.claim_due(
            list(Queue), now=clock.now(), lease=timedelta(seconds=30), limit=100
        )
        for handout in due:
            await run_job(handout.job_id)
        if not done and not due:
            return


async def test_a_paid_order_is_one_trace_from_the_message_to_every_reaction(
    shape: MemoryShape, client: Client, spans: InMemorySpanExporter
) -> None:
    store = await Store.open(shape, client)
    async with shape.database.begin() as work:
        await work.deliveries.subscribe(subscriptions(every_reaction(shape.use_cases)))
    order, session = await store.sent()
    await work_all(shape)
    spans.clear()
    message = paid(order["id"], session["processor_session_id"])

    await client.post(WEBHOOK, content=message, headers=signed(message))
    await work_all(shape)

    told = spans.get_finished_spans()
    (request,) = [one for one in told if one.kind.name == "SERVER"]
    trace = [one for one in told if trace_of(one) == trace_of(request)]
    names = {one.name for one in trace}
    assert request.name.startswith("POST /api/v1/webhooks/")
    assert "job payments.process_event" in names
    assert any(name.startswith("reaction billing.") for name in names)
    assert any(name.startswith("reaction fulfillment.") for name in names)
    assert {one.context.span_id for one in trace if one.context} >= {
        one.parent.span_id for one in trace if one.parent
    }
    assert (await store.order(order["id"]))["payment_status"] == "paid"


async def test_no_span_says_anything_private(
    shape: MemoryShape, client: Client, spans: InMemorySpanExporter
) -> None:
    store = await Store.open(shape, client)
    await store.sent()
    await work_all(shape)

    finished = spans.get_finished_spans()
    said = " ".join(f"{one.name} {dict(one.attributes or {})} {one.events}" for one in finished)

    assert finished
    assert [word for word in PRIVATE if word in said] == []


async def test_a_trace_begun_elsewhere_goes_on_here(
    client: Client, spans: InMemorySpanExporter
) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    await client.get("/health/livez", headers={"traceparent": parent})

    (request,) = spans.get_finished_spans()
    assert trace_of(request) == int("0af7651916cd43dd8448eb211c80319c", 16)


@pytest.mark.parametrize("nonsense", ["", "00-x-y-01", "a" * 2_000])
async def test_a_trace_that_makes_no_sense_begins_anew(
    client: Client, spans: InMemorySpanExporter, nonsense: str
) -> None:
    answer = await client.get("/health/livez", headers={"traceparent": nonsense})

    assert answer.status_code == 200
    assert spans.get_finished_spans()[0].parent is None


async def test_a_call_to_a_courier_is_part_of_the_job_that_made_it(
    spans: InMemorySpanExporter,
) -> None:
    far_end = httpx.MockTransport(lambda _: httpx.Response(429))
    async with httpx.AsyncClient(transport=far_end) as http:
        with span("job fulfillment.poll_tracking", SpanKind.CONSUMER):
            await reply_to(http.get("https://courier.example"), courier=CANADA)

    call, job = spans.get_finished_spans()
    assert (call.name, call.kind.name) == ("courier canada_post", "CLIENT")
    assert call.parent is not None
    assert job.context is not None
    assert call.parent.span_id == job.context.span_id
    assert dict(call.attributes or {})["http.response.status_code"] == 429


async def test_a_call_that_fails_says_why_by_its_code(spans: InMemorySpanExporter) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to secret.example")

    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as http:
        with pytest.raises(CourierUnavailable):
            await reply_to(http.get("https://courier.example"), courier=CANADA)

    (call,) = spans.get_finished_spans()
    assert call.status.description == CourierUnavailable.code
    assert "secret.example" not in call.to_json()


def test_nothing_is_recorded_and_nothing_imported_without_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)

    with traced("", service="test"), span("anything", SpanKind.CLIENT) as quiet:
        quiet.note("a", 1)

        assert traceparent() is None


def test_an_address_turns_traces_on_until_the_end() -> None:
    with traced("http://127.0.0.1:1", service="test"):
        with span("anything", SpanKind.CLIENT):
            inside = traceparent()
        trace_with(None)

    assert inside is not None
    assert inside.startswith("00-")
    assert traceparent() is None


def trace_of(one: ReadableSpan) -> int:
    assert one.context is not None
    return int(one.context.trace_id)
