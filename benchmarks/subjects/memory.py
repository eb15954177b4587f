"""What API and worker weigh with demo data: when they idle, and after many requests."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, at_most
from benchmarks.house import ROOT, load_of
from benchmarks.load import http
from benchmarks.subjects.startup import ours, resident, up

REQUESTS: Final = int(os.environ.get("SMPLAT_BENCH_REQUESTS", "20000"))
PARTS: Final = 4
"""The first part warms everything up; from its end on the weight must stay."""

MIXED: Final = "benchmarks.subjects.memory:mixed"
LISTS: Final = ("orders", "shipments", "invoices", "job-runs", "companies", "price-books")


def mixed(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    """Lists, orders one by one, quotes, and one order placed in every ten requests."""
    quote = {"currency": "EUR", "lines": options["order"]["lines"]}
    for number in range(count):
        match number % 10:
            case 0:
                key = f"bench-{options['first']}-{number}"
                body = options["order"]
                yield http("POST", "/api/v1/orders", options["token"], body, idempotency_key=key)
            case 1:
                yield http("POST", "/api/v1/pricing/quote", options["token"], quote)
            case place:
                path = f"/api/v1/{LISTS[place % len(LISTS)]}?limit=50"
                yield http("GET", path, options["token"])


def measure() -> Iterator[Figure]:
    os.environ |= {"SMPLAT_API_RATE_PER_SECOND": "1000000", "SMPLAT_API_RATE_BURST": "1000000"}
    with tempfile.TemporaryDirectory(prefix="smplat-up-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with up(folder, "--demo") as (_, pid, port):
            weights = [_weight(pid)]
            token = _token(folder)
            options = {"token": token, "order": _an_order(port, token)}
            for part in range(PARTS):
                wish = {"requests": MIXED, "count": REQUESTS // PARTS, "clients": 16}
                load = load_of(wish | {"port": port, "options": options | {"first": part}})
                if load.refused:
                    raise RuntimeError(f"{load.refused} requests were refused: {load.why}")
                weights.append(_weight(pid))
    idle, warm, *_, last = weights
    yield Figure("idle", idle / 1e6, "MB", at_most(260))
    yield Figure(f"after {REQUESTS // PARTS:,} requests", warm / 1e6, "MB")
    yield Figure(f"after {REQUESTS:,} requests", last / 1e6, "MB", at_most(260))
    yield Figure("the last over the one before", last / warm, "x", at_most(1.05))


def _weight(house: int) -> int:
    return sum(resident(child) for child in ours(house))


def _token(folder: Path) -> str:
    told = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "smplat_cli", "keys", "issue", "bench", "--data-dir", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    (token,) = [word for word in told.stdout.split() if word.startswith("smp_")]
    return token


def _an_order(port: int, token: str) -> dict[str, Any]:
    """One that can be placed with what the demo has."""

    def get(path: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/{path}", headers={"authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            found: dict[str, Any] = json.load(answer)
            return found

    (company, *_) = get("companies?limit=1")["items"]
    (contact, *_) = get(f"companies/{company['id']}/contacts")["items"]
    (address, *_) = get(f"companies/{company['id']}/addresses")["items"]
    (book, *_) = get("price-books?limit=1")["items"]
    (price, *_) = get(f"price-books/{book['id']}/entries?limit=1")["items"]
    return {
        "company_id": company["id"],
        "billing_contact_id": contact["id"],
        "billing_address_id": address["id"],
        "currency": "EUR",
        "lines": [{"sku": price["sku"], "quantity": 3}],
    }
