"""The price agreement: an immutable value that answers every action with its next self."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Event, InputError, evolve
from smplat_core.pricing.agreements.events import (
    AgreementActivated,
    AgreementDrafted,
    AgreementEdited,
    AgreementExpired,
    AgreementExpiring,
    AgreementTerminated,
)
from smplat_core.pricing.agreements.items import AgreedDiscount, AgreedPrice, period_faults
from smplat_core.pricing.agreements.lifecycle import (
    AGREEMENT_LIFECYCLE,
    AgreementAction,
    AgreementState,
)
from smplat_core.pricing.agreements.twins import AgreedTwin
from smplat_core.pricing.agreements.validity import ALWAYS, Validity
from smplat_core.pricing.agreements.vocabulary import (
    LONGEST_TEXT,
    MOST_ITEMS,
    WARNING_DAYS,
    AgreementItemId,
    AgreementNotReady,
    BadAgreement,
)
from smplat_core.pricing.sync import StripeSync
from smplat_core.pricing.vocabulary import LABELS, PriceAgreementId, is_label


@frozen(kw_only=True)
class Terms:
    """What was agreed, whoever approves it."""

    title: str
    currency: Currency | None = None
    """All amounts are in it, and discounts are on prices in it; ``None`` leaves it to each item."""
    valid: Validity = ALWAYS
    prices: tuple[AgreedPrice, ...] = ()
    discounts: tuple[AgreedDiscount, ...] = ()

    def check(self) -> None:
        """``BadAgreement`` with everything that cannot be so."""
        if errors := tuple(self._faults()):
            raise BadAgreement(errors[0].detail, errors=errors)

    def _faults(self) -> Iterator[InputError]:
        if not is_label(self.title):
            said = f"{self.title[:40]!r} is no name"
            yield InputError("/name", BadAgreement.code, said, LABELS)
        if self.valid.is_empty and self.valid.starts and self.valid.ends:
            yield InputError(
                "/valid_until",
                "pricing.bad_validity",
                f"the agreement ends at {self.valid.ends.isoformat()}, before it begins",
                f"a moment after {self.valid.starts.isoformat()}",
            )
        kinds: tuple[tuple[str, Sequence[AgreedPrice | AgreedDiscount]], ...] = (
            ("/prices", self.prices),
            ("/discounts", self.discounts),
        )
        for pointer, items in kinds:
            if len(items) > MOST_ITEMS:
                said = f"{len(items)} are too many to approve"
                yield InputError(pointer, BadAgreement.code, said, f"at most {MOST_ITEMS}")
            for place, item in enumerate(items):
                faults = (*item.faults(), *period_faults(item.valid, self.valid))
                yield from (fault.under(f"{pointer}/{place}") for fault in faults)
        yield from self._foreign()

    def _foreign(self) -> Iterator[InputError]:
        for place, price in enumerate(self.prices):
            if self.currency not in (None, price.unit_price.currency):
                yield InputError(
                    f"/prices/{place}/unit_price/currency",
                    BadAgreement.code,
                    f"{price.sku} is in {price.unit_price.currency}, the agreement is not",
                    f"{self.currency}, or an agreement without a currency",
                )


@frozen(kw_only=True)
class Approval:
    """Who said yes, and to what end."""

    approved_by: str
    note: str
    at: datetime


@frozen(kw_only=True)
class PriceAgreement:
    """What one company pays for some things, for a time."""

    id: PriceAgreementId
    company_id: CompanyId
    terms: Terms
    state: AgreementState = AGREEMENT_LIFECYCLE.initial
    amends: PriceAgreementId | None = None
    """The agreement that is terminated when this one becomes active."""
    approval: Approval | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    """Why it was terminated."""
    warned_days: int | None = None
    """The last of 30, 7 and 1 days before its end that was told."""
    created_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def draft(
        cls,
        agreement_id: PriceAgreementId,
        company_id: CompanyId,
        terms: Terms,
        *,
        at: datetime,
        amends: PriceAgreementId | None = None,
    ) -> "PriceAgreement":
        """Something to negotiate; ``BadAgreement`` names every term that cannot be so."""
        terms.check()
        told = AgreementDrafted(
            at=at,
            agreement_id=agreement_id,
            company_id=company_id,
            title=terms.title,
            amends=amends,
        )
        return cls(
            id=agreement_id,
            company_id=company_id,
            terms=terms,
            amends=amends,
            created_at=at,
            news=(told,),
        )

    def edit(self, terms: Terms, *, at: datetime) -> "PriceAgreement":
        """The draft with these terms, itself when they are the same; only drafts are edited."""
        state = AGREEMENT_LIFECYCLE.after(self.state, AgreementAction.EDIT)
        if terms == self.terms:
            return self
        terms.check()
        told = AgreementEdited(
            at=at,
            agreement_id=self.id,
            company_id=self.company_id,
            title=terms.title,
            prices=len(terms.prices),
            discounts=len(terms.discounts),
        )
        return evolve(self, terms=terms, state=state, news=(*self.news, told))

    def activate(self, *, approved_by: str, note: str, at: datetime) -> "PriceAgreement":
        """Approved: what the company pays from its first moment on.

        Whether another agreement is in the way is asked before. Raises ``BadAgreement`` without
        a name and a note, ``AgreementNotReady`` when there is nothing to approve.
        """
        state = AGREEMENT_LIFECYCLE.after(self.state, AgreementAction.ACTIVATE)
        approval = Approval(
            approved_by=_said(approved_by, "/approved_by"), note=_said(note, "/note"), at=at
        )
        terms = self.terms
        self._check_ready(at)
        told = AgreementActivated(
            at=at,
            agreement_id=self.id,
            company_id=self.company_id,
            title=terms.title,
            approved_by=approval.approved_by,
            note=approval.note,
            valid_from=terms.valid.starts,
            valid_until=terms.valid.ends,
            prices=len(terms.prices),
            discounts=len(terms.discounts),
            amends=self.amends,
        )
        return evolve(self, state=state, approval=approval, news=(*self.news, told))

    def _check_ready(self, at: datetime) -> None:
        valid = self.terms.valid
        if not (self.terms.prices or self.terms.discounts):
            raise AgreementNotReady(f"agreement {self.terms.title} has no prices or discounts")
        if valid.is_over(at):
            raise AgreementNotReady(f"agreement {self.terms.title} is over: it holds {valid}")
        if self.amends and valid.starts and valid.starts > at:
            raise AgreementNotReady(
                f"an amendment replaces the other at once, and this one holds {valid}; what begins"
                " later is an agreement of its own"
            )

    def twins(self, *, at: datetime) -> tuple[AgreedTwin, ...]:
        """Its prices on their way to the processor. Discounts have none: they follow their book."""
        return tuple(
            AgreedTwin(
                id=price.id,
                agreement_id=self.id,
                company_id=self.company_id,
                sku=price.sku,
                label=price.label,
                unit_price=price.unit_price,
                sync=StripeSync(requested_at=at),
            )
            for price in self.terms.prices
        )

    def amendment(
        self,
        agreement_id: PriceAgreementId,
        item_ids: Iterator[AgreementItemId],
        *,
        at: datetime,
    ) -> "PriceAgreement":
        """A draft with the same terms, which takes this one's place when it becomes active."""
        AGREEMENT_LIFECYCLE.after(self.state, AgreementAction.AMEND)
        terms = evolve(
            self.terms,
            prices=tuple(evolve(each, id=next(item_ids)) for each in self.terms.prices),
            discounts=tuple(evolve(each, id=next(item_ids)) for each in self.terms.discounts),
        )
        return PriceAgreement.draft(agreement_id, self.company_id, terms, at=at, amends=self.id)

    def expire(self, *, at: datetime) -> "PriceAgreement":
        """Over, because its last moment has passed; ``AgreementNotReady`` when it has not."""
        state = AGREEMENT_LIFECYCLE.after(self.state, AgreementAction.EXPIRE)
        ends = self.terms.valid.ends
        if ends is None or at < ends:
            raise AgreementNotReady(f"agreement {self.terms.title} is not over: {self.terms.valid}")
        told = AgreementExpired(
            at=at, agreement_id=self.id, company_id=self.company_id, valid_until=ends
        )
        return evolve(self, state=state, ended_at=ends, news=(*self.news, told))

    def terminate(
        self, reason: str, *, at: datetime, replaced_by: PriceAgreementId | None = None
    ) -> "PriceAgreement":
        """Over from now on, with the reason; ``BadAgreement`` without one."""
        state = AGREEMENT_LIFECYCLE.after(self.state, AgreementAction.TERMINATE)
        said = _said(reason, "/reason")
        told = AgreementTerminated(
            at=at,
            agreement_id=self.id,
            company_id=self.company_id,
            reason=said,
            replaced_by=replaced_by,
        )
        return evolve(self, state=state, ended_at=at, end_reason=said, news=(*self.news, told))

    def warn(self, *, at: datetime) -> "PriceAgreement":
        """Tells that it ends soon, once for each of the days; itself when that was told."""
        valid = self.terms.valid
        days, ends = days_of_warning(self.state, valid, at), valid.ends
        if days is None or ends is None or (self.warned_days or days + 1) <= days:
            return self
        told = AgreementExpiring(
            at=at,
            agreement_id=self.id,
            company_id=self.company_id,
            title=self.terms.title,
            days=days,
            valid_until=ends,
        )
        return evolve(self, warned_days=days, news=(*self.news, told))


def in_force(state: AgreementState, valid: Validity, moment: datetime) -> bool:
    """Whether a quote would take the agreement's prices at this moment."""
    has_begun = valid.starts is None or valid.starts <= moment
    return state is AgreementState.ACTIVE and has_begun and not valid.is_over(moment)


def days_of_warning(state: AgreementState, valid: Validity, moment: datetime) -> int | None:
    """The smallest of 30, 7 and 1 days within which it ends; ``None`` while it does not."""
    if state is not AgreementState.ACTIVE or valid.ends is None or valid.is_over(moment):
        return None
    left = valid.ends - moment
    return min((days for days in WARNING_DAYS if left <= timedelta(days=days)), default=None)


def _said(text: str, pointer: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= LONGEST_TEXT or "\0" in said:
        raise BadAgreement.at(
            pointer,
            f"{said[:40]!r} says nothing that can be kept" if said else "nothing is said",
            accepted=f"1 to {LONGEST_TEXT} characters",
        )
    return said
