"""Go on negotiating: change the terms of a draft."""

from datetime import datetime

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Currency, Ids, evolve
from smplat_core.pricing.agreements.model import PriceAgreement, Terms
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.use_cases.holding import agreement_for_change
from smplat_core.pricing.agreements.use_cases.reading_items import ItemWishes, ReadItems
from smplat_core.pricing.agreements.validity import Validity
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.vocabulary import UNSET, PriceAgreementId, Unset


@frozen(kw_only=True)
class AgreementEdit:
    """The terms to change; ``items`` takes the place of all there were."""

    title: str | Unset = UNSET
    currency: Currency | Unset | None = UNSET
    valid_from: datetime | Unset | None = UNSET
    valid_until: datetime | Unset | None = UNSET
    items: ItemWishes | Unset = UNSET


@frozen
class EditAgreement:
    """The draft with the edit made; nothing changes when it says what is already so.

    Raises ``AgreementChanged`` when ``expected_version`` is not the current one, ``BadAgreement``
    with all that cannot be so, and ``ActionNotAllowed`` for what is no draft any more: amend it.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    ids: Ids
    prices: PriceQueries

    async def __call__(
        self,
        agreement_id: PriceAgreementId,
        edit: AgreementEdit,
        *,
        expected_version: int | None = None,
    ) -> PriceAgreement:
        async with self.begin() as work:
            draft = await agreement_for_change(
                work, agreement_id, expected_version=expected_version
            )
            terms = _edited(draft.terms, edit)
            if not isinstance(edit.items, Unset):
                terms = await ReadItems(self.prices, self.ids)(work, edit.items, terms)
            edited = draft.edit(terms, at=self.clock.now())
            return draft if edited is draft else await work.price_agreements.save(edited)


def _edited(terms: Terms, edit: AgreementEdit) -> Terms:
    valid = Validity(
        terms.valid.starts if isinstance(edit.valid_from, Unset) else edit.valid_from,
        terms.valid.ends if isinstance(edit.valid_until, Unset) else edit.valid_until,
    )
    return evolve(
        terms,
        title=terms.title if isinstance(edit.title, Unset) else edit.title.strip(),
        currency=terms.currency if isinstance(edit.currency, Unset) else edit.currency,
        valid=valid,
    )
