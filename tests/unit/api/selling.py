"""A system in memory with something to sell, behind its API."""

from datetime import timedelta
from typing import Any

from attrs import frozen

from smplat_app.testing import MemoryShape
from smplat_app.work_list import every_job, every_reaction
from smplat_core.jobs import Queue, RunJob
from smplat_core.pricing import BookToImport, Missing, read_prices
from smplat_memory import MemoryJobLedger
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.legacy import a_mirror
from tests.contract.shop import PRICES
from tests.unit.api.conftest import Client

JSON = dict[str, Any]


@frozen
class Store:
    shape: MemoryShape
    client: Client

    @classmethod
    async def open(cls, shape: MemoryShape, client: Client) -> "Store":
        async with shape.database.begin() as work:
            await work.company_mirrors.save(a_mirror(1))
            await work.companies.save(a_company(1))
            await work.contacts.save(a_contact(1))
            await work.addresses.save(an_address(1))
        await shape.use_cases.import_prices()(
            BookToImport(code="world"), read_prices(PRICES), missing=Missing.KEEP
        )
        store = cls(shape, client)
        await store.work_off()
        return store

    async def work_off(self) -> None:
        """Every due job, until there is none."""
        ledger, clock = MemoryJobLedger(self.shape.database.tables.jobs), self.shape.clock
        run_job = RunJob(ledger, clock, every_job(self.shape.use_cases))
        while due := await ledger.claim_due(
            list(Queue), now=clock.now(), lease=timedelta(seconds=30), limit=100
        ):
            for handout in due:
                await run_job(handout.job_id)

    async def react(self) -> None:
        """Every reaction to every event so far; they are written to bear repetition."""
        for record in list(self.shape.database.tables.log.records):
            for reaction in every_reaction(self.shape.use_cases):
                if record.name in reaction.listens_to and reaction.name.startswith("payments."):
                    await reaction(record)

    def body(self, **others: object) -> JSON:
        return {
            "company_id": str(a_company().id),
            "billing_contact_id": str(a_contact().id),
            "billing_address_id": str(an_address().id),
            "currency": "USD",
            "lines": [{"sku": "SENS-T100", "quantity": 3}],
            **others,
        }

    async def placed(self) -> JSON:
        answer = await self.client.post("/api/v1/orders", json=self.body())
        assert answer.status_code == 201, answer.text
        order: JSON = answer.json()
        return order

    async def sent(self) -> tuple[JSON, JSON]:
        order = await self.placed()
        answer = await self.client.post(f"/api/v1/orders/{order['id']}/send-checkout", json={})
        assert answer.status_code == 200, answer.text
        return order, answer.json()

    async def order(self, order_id: str) -> JSON:
        order: JSON = (await self.client.get(f"/api/v1/orders/{order_id}")).json()
        return order

    async def key(self, *scopes: str, company: bool = False) -> dict[str, str]:
        """Headers of another caller."""
        _, token = await self.shape.use_cases.issue_api_key()(
            name="another", scopes=scopes, company_id=a_company(2).id if company else None
        )
        return {"Authorization": f"Bearer {token}"}
