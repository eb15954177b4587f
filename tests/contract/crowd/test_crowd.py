"""Fifty clients at one order: paying, replacing its page, canceling, refunding, reporting.

Whoever comes first: every client gets an answer it can act on, and what is left is one consistent
story. ``nox -s crowd`` makes ten orders; ``SMPLAT_CROWD_ORDERS`` says how many,
``SMPLAT_CROWD_SEED`` repeats a drawing.
"""

import asyncio
import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any, Final

import httpx
import pytest
from attrs import define

from smplat_cli.up.house import House
from tests.contract.crash.client import Client, wait_for
from tests.contract.crash.house import crash_house
from tests.contract.crash.outcome import Records
from tests.contract.crash.path import CARD, Path
from tests.contract.crash.test_crash import Ground, _stock

CLIENTS: Final = 50
DEEDS: Final = 4
"""Of each client, one after the other."""

BEFORE: Final = (
    "create_company",
    "add_contact",
    "give_roles",
    "add_address",
    "place_order",
    "send_checkout",
)
WORDS_OF_A_DATABASE: Final = ("deadlock", "serialize", "asyncpg", "Traceback")


@define
class Crowd:
    """Everybody who wants something of one order, all at once."""

    api: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    order: str
    page: str
    random: Random
    answers: "Counter[str]"
    wrong: list[str]

    async def come(self) -> None:
        deeds = self.deeds()
        draws = [[self.random.choice(deeds) for _ in range(DEEDS)] for _ in range(CLIENTS)]
        await asyncio.gather(*(self._one(draw) for draw in draws))

    def deeds(self) -> list[Callable[[], Awaitable[httpx.Response]]]:
        return [
            self.pay,
            self.send_checkout,
            self.regenerate,
            self.cancel,
            self.refund_part,
            self.refund_part,
            self.refund_all,
            self.report_again,
            self.report_again,
            self.hold,
            self.look,
        ]

    async def _one(self, deeds: list[Callable[[], Awaitable[httpx.Response]]]) -> None:
        for deed in deeds:
            answer = await deed()
            name = getattr(deed, "__name__", "deed")
            self.answers[f"{name} {answer.status_code}"] += 1
            if answer.is_server_error or any(word in answer.text for word in WORDS_OF_A_DATABASE):
                self.wrong.append(f"{name}: {answer.status_code} {answer.text[:300]}")

    async def pay(self) -> httpx.Response:
        """The buyer, on the page that was opened first or on the newest one."""
        page = self.page
        if self.random.random() < 0.5:
            sessions = await self.api.get(f"/orders/{self.order}/checkout-sessions")
            open_ones = [one["url"] for one in sessions.json() if one["url"]]
            page = open_ones[0] if open_ones else page
        typed = {"email": "mara@example.com", "card": CARD, "name": "M Lindqvist"}
        return await self.sandbox.post(page, data=typed)

    async def send_checkout(self) -> httpx.Response:
        return await self._post("send-checkout", {})

    async def regenerate(self) -> httpx.Response:
        return await self._post("checkout/regenerate", {})

    async def cancel(self) -> httpx.Response:
        if self.random.random() < 0.8:
            return await self.look()
        return await self._post("cancel", {"reason": "changed my mind"})

    async def refund_part(self) -> httpx.Response:
        amount = {"amount": f"{self.random.randint(1, 9_000) / 100:.2f}", "currency": "EUR"}
        return await self._post("refunds", {"reason": "goodwill", "amount": amount})

    async def refund_all(self) -> httpx.Response:
        if self.random.random() < 0.7:
            return await self.look()
        return await self._post("refunds", {"reason": "everything back"})

    async def report_again(self) -> httpx.Response:
        """The processor repeats something it has said."""
        letters = (await self.sandbox.get("/_sandbox/stripe/deliveries")).json()["deliveries"]
        said = [letter["id"] for letter in letters if letter["id"].startswith("evt_")]
        if not said:
            return await self.look()
        event = self.random.choice(said)
        return await self.sandbox.post(f"/_sandbox/stripe/events/{event}/resend")

    async def hold(self) -> httpx.Response:
        status = self.random.choice(["on_hold", "processing", "active"])
        return await self.api.patch(
            f"/orders/{self.order}/status", json={"status": status, "reason": "looking into it"}
        )

    async def look(self) -> httpx.Response:
        return await self.api.get(f"/orders/{self.order}/timeline")

    async def _post(self, path: str, body: object) -> httpx.Response:
        key = f"crowd-{self.random.getrandbits(64)}" if self.random.random() < 0.5 else None
        headers = {"Idempotency-Key": key} if key else {}
        return await self.api.post(f"/orders/{self.order}/{path}", json=body, headers=headers)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with crash_house() as house:
        auth = {"Authorization": f"Bearer {house.token}"}
        with (
            httpx.Client(base_url=house.api_url, headers=auth, timeout=15) as http,
            httpx.Client(base_url=house.sandbox_url, timeout=15) as sandbox,
        ):
            ground = Ground(house, Client(http), sandbox, Records(house, sandbox))
            _stock(ground)
            yield ground


def test_fifty_clients_at_one_order_leave_one_consistent_story(ground: Ground) -> None:
    seed = os.environ.get("SMPLAT_CROWD_SEED") or secrets.token_hex(4)
    many = int(os.environ.get("SMPLAT_CROWD_ORDERS", "1"))

    for number in range(many):
        _one_order(ground, f"{seed}-{number}")

    assert ground.records.repeated() == [], seed
    assert asyncio.run(ground.records.gaps()) == [], seed
    verified = _verify(ground.house)
    assert verified.returncode == 0, f"{seed}: {verified.stdout}{verified.stderr}"


def _one_order(ground: Ground, seed: str) -> None:
    path = Path(ground.api, ground.sandbox, f"crowd-{seed}", lambda _: None)
    for step in BEFORE:
        path.step = step
        getattr(path, step)()

    answers, wrong = asyncio.run(_crowd(ground.house, path, seed))
    sys.stdout.write(f"SMPLAT_CROWD_SEED={seed}: {dict(sorted(answers.items()))}\n")
    wait_for("nothing is owed any more", lambda: not asyncio.run(ground.records.unfinished()))

    assert wrong == [], seed
    _check(ground, path.ids["order"], seed)


async def _crowd(house: House, path: Path, seed: str) -> tuple["Counter[str]", list[str]]:
    auth = {"Authorization": f"Bearer {house.token}"}
    limits = httpx.Limits(max_connections=CLIENTS)
    async with (
        httpx.AsyncClient(
            base_url=f"{house.api_url}/api/v1", headers=auth, timeout=60, limits=limits
        ) as api,
        httpx.AsyncClient(base_url=house.sandbox_url, timeout=60, limits=limits) as sandbox,
    ):
        chance = Random(seed)  # noqa: S311 - repeatable chance is the point
        crowd = Crowd(api, sandbox, path.ids["order"], path.ids["page"], chance, Counter(), [])
        await crowd.come()
        return crowd.answers, crowd.wrong


def _check(ground: Ground, order_id: str, seed: str) -> None:
    """The order, the money here, and the money at the processor say the same."""
    api = ground.api
    order = api.get(f"/orders/{order_id}")
    payments = api.items("/payments", order_id=order_id)
    charged, refunded = _at_stripe(ground.sandbox, order_id)
    received = sum((_money(one["amount"]) for one in payments), Decimal(0))
    returned = sum((_money(one["refunded"]) for one in payments), Decimal(0))
    allocated = sum((_money(one["allocated"]) for one in payments), Decimal(0))
    free = sum((_money(one["unallocated"]) for one in payments), Decimal(0))

    assert (received, returned) == (charged, refunded), seed
    assert received == allocated + free + returned, seed
    assert len(api.items("/fulfillments", order_id=order_id)) <= 1, seed
    total, kept = _money(order["total"]), received - returned
    expected = {"paid"} if kept >= total else {"refunded"} if not kept else {"partially_refunded"}
    if received:
        assert order["payment_status"] in expected, (seed, order, payments)
    else:
        assert order["payment_status"] in {"unpaid", "checkout_sent", "checkout_expired"}, seed


def _at_stripe(sandbox: httpx.Client, order_id: str) -> tuple[Decimal, Decimal]:
    """What the buyer's card was charged and given back, in the processor's own books."""
    key = {"Authorization": "Bearer sk_test_sandbox"}
    listed = sandbox.get("/stripe/v1/charges", params={"limit": 100}, headers=key)
    charges = [
        one
        for one in listed.raise_for_status().json()["data"]
        if one["metadata"].get("order_id") == order_id and one["paid"]
    ]
    return (
        Decimal(sum(one["amount"] for one in charges)) / 100,
        Decimal(sum(one["amount_refunded"] for one in charges)) / 100,
    )


def _money(wire: dict[str, Any]) -> Decimal:
    return Decimal(wire["amount"])


def _verify(house: House) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "smplat_cli", "events", "verify", "--data-dir", str(house.folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
