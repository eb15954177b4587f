"""Begin to negotiate."""

from attrs import frozen

from smplat_core.customers import CompanyId, CompanyNotFound
from smplat_core.kernel import Begin, Clock, Currency, Ids
from smplat_core.pricing.agreements.model import PriceAgreement, Terms
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.use_cases.reading_items import ItemWishes, ReadItems
from smplat_core.pricing.agreements.validity import ALWAYS, Validity
from smplat_core.pricing.agreements.vocabulary import BadAgreement
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.vocabulary import PriceAgreementId


@frozen(kw_only=True)
class NewAgreement:
    """An agreement as asked for."""

    company_id: CompanyId
    title: str
    currency: Currency | None = None
    valid: Validity = ALWAYS
    items: ItemWishes = ItemWishes()  # noqa: RUF009 - immutable


@frozen
class DraftAgreement:
    """A draft, which is the price of nothing; ``BadAgreement`` names all that cannot be so."""

    begin: Begin[AgreementsWork]
    clock: Clock
    ids: Ids
    prices: PriceQueries

    async def __call__(self, asked: NewAgreement) -> PriceAgreement:
        agreement_id = PriceAgreementId(self.ids.new())
        bare = Terms(title=asked.title.strip(), currency=asked.currency, valid=asked.valid)
        async with self.begin() as work:
            await _known(work, asked.company_id)
            terms = await ReadItems(self.prices, self.ids)(work, asked.items, bare)
            draft = PriceAgreement.draft(agreement_id, asked.company_id, terms, at=self.clock.now())
            return await work.price_agreements.save(draft)


async def _known(work: AgreementsWork, company_id: CompanyId) -> None:
    try:
        await work.companies.get(company_id)
    except CompanyNotFound as unknown:
        raise BadAgreement.at(
            "/company_id", unknown.detail, accepted="the id of a company"
        ) from None
