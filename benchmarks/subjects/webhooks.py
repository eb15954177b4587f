"""Signed Stripe webhooks: proved, kept, answered; and the same one a thousand times."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

from benchmarks.beside import Beside
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.house import WEBHOOK_SECRET, House
from benchmarks.load import http

NEW: Final = "benchmarks.subjects.webhooks:new"
BARE: Final = "benchmarks.subjects.webhooks:bare"
REPEATED: Final = "benchmarks.subjects.webhooks:repeated"
DUPLICATES: Final = 1_000
SAME: Final = "evt_bench_repeated"


def new(count: int, _: dict[str, Any], path: str = "/api/v1/webhooks/stripe") -> Iterator[bytes]:
    for _number in range(count):
        yield _signed(f"evt_{uuid4().hex}", path)


def bare(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    return new(count, options, "/webhook")


def repeated(count: int, _: dict[str, Any]) -> Iterator[bytes]:
    for _number in range(count):
        yield _signed(SAME, "/api/v1/webhooks/stripe")


def measure(house: House) -> Iterator[Figure]:
    heard = Beside.measure(house, ours=NEW, bare=BARE, raw="webhook", count=1_500)
    for name, value, unit in heard.typical():
        yield Figure(f"accept: {name}", value, unit)
    yield Figure("accept: of the bare handler", heard.share, "x", at_least(0.4))
    with house.api() as port:
        house.load(port, REPEATED, count=DUPLICATES)
        asked = house.statements(port, NEW)
    yield Figure("accept: SQL statements", len(asked), "")
    rows = house.sql("select count(*) from processor_events where external_id = $1", SAME)
    yield Figure(f"rows of {DUPLICATES:,} duplicates", rows[0]["count"], "", at_most(1))
    jobs = house.sql(
        "select count(*) from job_runs j join processor_events e"
        " on j.payload ->> 'processor_event_id' = e.id::text where e.external_id = $1",
        SAME,
    )
    yield Figure(f"jobs of {DUPLICATES:,} duplicates", jobs[0]["count"], "", at_most(1))


def _signed(event_id: str, path: str) -> bytes:
    body = json.dumps(
        {
            "id": event_id,
            "object": "event",
            "type": "checkout.session.completed",
            "created": int(time.time()),
            "data": {
                "object": {"id": f"cs_{event_id}", "object": "checkout.session", "pad": "x" * 1_500}
            },
        }
    ).encode()
    moment = int(time.time())
    proof = hmac.new(WEBHOOK_SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return http("POST", path, "", body, stripe_signature=f"t={moment},v1={proof.hexdigest()}")
