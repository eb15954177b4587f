"""The sandbox as a process of its own, and a receiver of its webhooks, for tests through HTTP."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from attrs import define, field, frozen
from stripe import HTTPXClient, StripeClient, StripeObject
from stripe.checkout import Session

SECRET = "whsec_test"  # noqa: S105  known to nobody but these tests
PATIENCE = 10.0
JSON = dict[str, Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def header(answer: StripeObject, name: str) -> str:
    """A header of the HTTP answer this object came in."""
    assert answer.last_response is not None
    return str(answer.last_response.headers[name])


@frozen
class Delivery:
    body: str
    signature: str

    @property
    def event(self) -> JSON:
        event: JSON = json.loads(self.body)
        return event


@define
class Receiver:
    """Takes webhooks and answers with the next of `answers`, or 200 when there is none."""

    port: int = field(factory=free_port)
    got: "queue.Queue[Delivery]" = field(factory=queue.Queue)
    answers: "queue.Queue[int]" = field(factory=queue.Queue)
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/stripe"

    def open(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                status = 200 if receiver.answers.empty() else receiver.answers.get()
                receiver.got.put(Delivery(body, self.headers["stripe-signature"]))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def next(self, type: str, about: str = "") -> Delivery:  # noqa: A002  Stripe's word
        """The next delivery of this type about this object; earlier ones are let go."""
        while True:
            delivery = self.got.get(timeout=PATIENCE)
            event = delivery.event
            if event["type"] == type and event["data"]["object"]["id"].startswith(about):
                return delivery

    def types(self, last: str) -> list[str]:
        """The types of all deliveries up to the first of type `last`."""
        seen: list[str] = []
        while last not in seen:
            seen.append(self.got.get(timeout=PATIENCE).event["type"])
        return seen

    def empty(self) -> None:
        for waiting in (self.got, self.answers):
            while not waiting.empty():
                waiting.get()


@define
class Sandbox:
    """One sandbox process and the clients that talk to it."""

    data_dir: Path
    receiver: Receiver
    port: int = field(factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    http: httpx.Client = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.http = httpx.Client(
            base_url=self.url, transport=httpx.HTTPTransport(retries=7), timeout=PATIENCE
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = [sys.executable, "-m", "smplat_sandbox", "--port", str(self.port)]
        words += ["--data-dir", str(self.data_dir), "--webhook-secret", SECRET]
        words += ["--webhook-url", self.receiver.url]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=dict(os.environ))  # noqa: S603  our own words
        self.http.get("/_sandbox/health").raise_for_status()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        status = self.process.wait(timeout=PATIENCE)
        self.http.close()
        self.__attrs_post_init__()
        return status

    def stripe(self, *, retries: int = 0, key: str = "sk_test_123") -> StripeClient:
        return StripeClient(
            key,
            base_addresses={"api": f"{self.url}/stripe"},
            http_client=HTTPXClient(timeout=PATIENCE, allow_sync_methods=True),
            max_network_retries=retries,
        )

    def control(self, path: str, **body: object) -> JSON:
        answer = self.http.post(f"/_sandbox{path}", json=body)
        answer.raise_for_status()
        found: JSON = answer.json()
        return found

    def effects(self, kind: str) -> list[JSON]:
        answer = self.http.get("/_sandbox/effects", params={"party": "stripe", "kind": kind})
        found: list[JSON] = answer.json()["effects"]
        return found

    def session(self, *, amount: int = 3000, currency: str = "usd", **more: Any) -> Session:
        """An open session of one line."""
        data: JSON = {
            "currency": currency,
            "unit_amount": amount,
            "product_data": {"name": "Wheel"},
        }
        params: Any = {
            "mode": "payment",
            "line_items": [{"price_data": data, "quantity": 1}],
            "success_url": "https://shop.test/thanks?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://shop.test/cart",
            "client_reference_id": "ORD-000123",
            **more,
        }
        return self.stripe().v1.checkout.sessions.create(params)
