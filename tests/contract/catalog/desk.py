"""Everything a merchandiser does, on the chosen database."""

from attrs import frozen

from smplat_core.catalog import (
    CheckContent,
    CheckPublication,
    CreateProduct,
    DeleteProduct,
    EditDraft,
    FlagsInForce,
    OfferProduct,
    ProductContent,
    PublicationWarning,
    PublishProduct,
    RestoreProduct,
    SetFlag,
    SetPlatforms,
    WithdrawProduct,
    services_in,
)
from smplat_core.testing.builders.guardrails import a_service
from smplat_memory import MemoryKnownServices
from smplat_patterns import Re2Patterns
from smplat_postgres import PostgresKnownServices
from tests.contract.databases import Database


@frozen
class NothingToSay:
    """Nobody else has an opinion."""

    async def check(self, slug: str, content: ProductContent) -> tuple[PublicationWarning, ...]:
        del slug, content
        return ()


@frozen
class Desk:
    database: Database

    @property
    def content(self) -> CheckContent:
        services = self.database.pick(
            memory=lambda tables: MemoryKnownServices(tables.guardrails),
            postgres=PostgresKnownServices,
        )
        return CheckContent(Re2Patterns(), services)

    @property
    def publication(self) -> CheckPublication:
        return CheckPublication(self.content, self.database.media_queries, [NothingToSay()])

    @property
    def create(self) -> CreateProduct:
        return CreateProduct(
            self.database.begin, self.content, self.database.clock, self.database.ids
        )

    @property
    def edit(self) -> EditDraft:
        return EditDraft(self.database.begin, self.content, self.database.clock)

    @property
    def delete(self) -> DeleteProduct:
        return DeleteProduct(self.database.begin, self.database.clock)

    @property
    def publish(self) -> PublishProduct:
        return PublishProduct(self.database.begin, self.publication, self.database.clock)

    @property
    def withdraw(self) -> WithdrawProduct:
        return WithdrawProduct(self.database.begin, self.database.clock)

    @property
    def restore(self) -> RestoreProduct:
        return RestoreProduct(self.database.begin, self.publication, self.database.clock)

    @property
    def set_platforms(self) -> SetPlatforms:
        return SetPlatforms(self.database.begin, self.content, self.database.clock)

    @property
    def set_flag(self) -> SetFlag:
        return SetFlag(self.database.begin, self.database.clock, self.database.ids)

    @property
    def offer(self) -> OfferProduct:
        return OfferProduct(self.database.product_queries, FlagsInForce(self.database.flag_queries))

    async def offer_services(self, content: ProductContent) -> None:
        async with self.database.begin() as work:
            for number, (_, service) in enumerate(services_in(content), start=1):
                await work.service_terms.save(a_service(service, number=number))
