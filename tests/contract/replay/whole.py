"""The whole product on one database, with an outside world that does as it is told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from attrs import define
from dependency_injector.providers import Object

from smplat_app.container import UseCases
from smplat_app.production import Production
from smplat_app.settings import load_settings
from smplat_app.testing import MemoryShape, memory_shape
from smplat_app.work import Work
from smplat_app.work_list import every_job, every_reaction
from smplat_core.jobs import (
    DeliverEvents,
    Deliveries,
    JobLedger,
    Queue,
    RunJob,
    by_name,
    subscriptions,
)
from smplat_core.kernel import Begin, Finding, Ids, Reaction, Verified, VerifyHistory, Wanted
from smplat_core.pricing import BookToImport, Missing, read_prices
from smplat_memory import MemoryDeliveries, MemoryJobLedger
from smplat_postgres import Engine, PostgresDeliveries, PostgresJobLedger
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.legacy import a_mirror
from tests.contract.shop import PRICES

SETTINGS: Final = {
    "SMPLAT_DATABASE_URL": "postgresql://of-no-use/smplat",
    "SMPLAT_REDIS_URL": "redis://of-no-use",
    "SMPLAT_STRIPE_SECRET_KEY": "sk_test_x",
    "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_x",
    "SMPLAT_LEGACY_BASE_URL": "http://of-no-use",
    "SMPLAT_LEGACY_TOKEN": "x",
    "SMPLAT_OBJECTS_URL": "memory://",
}

OUTSIDE: Final = (
    "payment_processor",
    "processor_prices",
    "legacy_bridge",
    "couriers",
    "address_rules",
    "phone_numbers",
    "emails",
)
"""Ports of the real shape that are played by the ones of the shape in memory."""

LEASE: Final = timedelta(seconds=30)


@define
class Whole:
    """Every use case, with jobs and reactions that run when a test says so."""

    shape: MemoryShape
    """Clock and outside parties; with everything in memory, the database too."""
    use_cases: UseCases
    begin: Begin[Work]
    deliveries: Deliveries
    ledger: JobLedger

    @classmethod
    async def in_memory(cls) -> "Whole":
        shape = memory_shape()
        tables = shape.database.tables
        whole = cls(
            shape,
            shape.use_cases,
            shape.database.begin,
            MemoryDeliveries(tables.log),
            MemoryJobLedger(tables.jobs),
        )
        return await whole._opened()

    @classmethod
    async def on_postgres(cls, engine: Engine, ids: Ids) -> "Whole":
        shape = memory_shape()
        real = Production(settings=load_settings(SETTINGS))
        real.engine.override(Object(engine))
        real.clock.override(Object(shape.clock))
        real.ids.override(Object(ids))
        for party in OUTSIDE:
            played = getattr(shape.use_cases, party)()
            getattr(real.use_cases, party).override(Object(played))
        database = real.database()
        whole = cls(
            shape, real.use_cases(), database.begin, PostgresDeliveries(), PostgresJobLedger()
        )
        return await whole._opened()

    async def _opened(self) -> "Whole":
        async with self.begin() as work:
            await work.deliveries.subscribe(subscriptions(self.reactions.values()))
            for number in (1, 2):
                await work.company_mirrors.save(a_mirror(number))
                company = await work.companies.save(a_company(number))
                await work.contacts.save(a_contact(number, company_id=company.id))
                await work.addresses.save(an_address(number, company_id=company.id))
        await self.use_cases.import_prices()(
            BookToImport(code="world"), read_prices(PRICES), missing=Missing.KEEP
        )
        await self.settle()
        return self

    @property
    def reactions(self) -> Mapping[str, Reaction]:
        return by_name(every_reaction(self.use_cases))

    async def settle(self) -> None:
        """Deliver and run everything that is due, until nothing is."""
        deliver = DeliverEvents(self.begin, self.deliveries, self.shape.clock, self.reactions)
        run_job = RunJob(self.ledger, self.shape.clock, every_job(self.use_cases))
        busy = True
        while busy:
            delivered = await deliver()
            due = await self.ledger.claim_due(
                list(Queue), now=self.shape.clock.now(), lease=LEASE, limit=100
            )
            for handout in due:
                await run_job(handout.job_id)
            busy = bool(delivered or due)

    async def verify(self, wanted: Wanted | None = None) -> tuple[Verified, list[Finding]]:
        verify: VerifyHistory = self.use_cases.verify_history()
        findings: list[Finding] = []
        # pages far shorter than a real one, so that aggregates go on from one to the next
        verified = await verify(wanted or Wanted(), tell=findings.append, limit=7)
        return verified, findings
