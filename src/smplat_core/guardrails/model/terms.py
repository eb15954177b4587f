"""The terms of each service, and those of the house."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.events import HouseTermsTold, ServiceTermsTold
from smplat_core.guardrails.model.reasons import good_reason
from smplat_core.guardrails.policy import DEFAULT_POLICY, Fee, MarginPolicy
from smplat_core.guardrails.terms import Terms, refuse_bad_fees, refuse_bad_service
from smplat_core.guardrails.vocabulary import ServiceTermsId
from smplat_core.kernel import Event, evolve

HOUSE_TERMS_ID: Final = UUID("2f0f6f0e-6c0b-5b6f-9a7e-4b8a3f0c9d51")
"""There is one house; its timeline has this id."""


@frozen(kw_only=True)
class ServiceTerms:
    """The terms of one service of one provider."""

    id: ServiceTermsId
    service: ServiceRef
    terms: Terms
    changed_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def told(
        cls,
        terms_id: ServiceTermsId,
        service: ServiceRef,
        terms: Terms,
        *,
        reason: str,
        at: datetime,
    ) -> "ServiceTerms":
        """For the first time."""
        refuse_bad_service(service)
        news = ServiceTermsTold(
            at=at,
            provider=service.provider,
            service=service.service,
            before=None,
            after=terms,
            reason=good_reason(reason),
        )
        return cls(id=terms_id, service=service, terms=terms, changed_at=at, news=(news,))

    def change(self, terms: Terms, *, reason: str, at: datetime) -> "ServiceTerms":
        """With other terms; sales are judged by them from now on. The same again changes nothing."""
        why = good_reason(reason)
        if terms == self.terms:
            return self
        news = ServiceTermsTold(
            at=at,
            provider=self.service.provider,
            service=self.service.service,
            before=self.terms,
            after=terms,
            reason=why,
        )
        return evolve(self, terms=terms, changed_at=at, news=(*self.news, news))


@frozen(kw_only=True)
class HouseTerms:
    """What every sale is held to whose service does not say otherwise."""

    policy: MarginPolicy = DEFAULT_POLICY
    fees: tuple[Fee, ...] = field(default=(), validator=refuse_bad_fees)
    """Of every sale that a service performs: what the payment processor takes."""
    changed_at: datetime | None = None
    """``None`` while nobody ever said anything."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    def change(
        self, policy: MarginPolicy, fees: tuple[Fee, ...], *, reason: str, at: datetime
    ) -> "HouseTerms":
        """With another policy and other fees. The same again changes nothing."""
        why = good_reason(reason)
        refuse_bad_fees(None, None, fees)
        if (policy, fees) == (self.policy, self.fees):
            return self
        news = HouseTermsTold(
            at=at,
            before=self.policy,
            after=policy,
            fees_before=self.fees,
            fees_after=fees,
            reason=why,
        )
        return evolve(self, policy=policy, fees=fees, changed_at=at, news=(*self.news, news))
