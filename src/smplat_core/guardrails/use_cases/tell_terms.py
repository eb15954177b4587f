"""Say what services cost, and what sales have to earn."""

from attrs import frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.model import HouseTerms, ServiceTerms
from smplat_core.guardrails.policy import Fee, MarginPolicy
from smplat_core.guardrails.ports import GuardrailsWork
from smplat_core.guardrails.terms import Terms
from smplat_core.guardrails.vocabulary import (
    HouseTermsChanged,
    ServiceTermsChanged,
    ServiceTermsId,
)
from smplat_core.kernel import Begin, Clock, Ids


@frozen
class TellServiceTerms:
    """The terms of one service, from now on; told for the first time, the service is known.

    Raises ``ServiceTermsChanged`` when ``expected_version`` is not the current one; a service
    nobody told of is at version 0.
    """

    begin: Begin[GuardrailsWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        service: ServiceRef,
        terms: Terms,
        *,
        reason: str,
        expected_version: int | None = None,
    ) -> ServiceTerms:
        now = self.clock.now()
        async with self.begin() as work:
            held = await work.service_terms.find(service)
            version = held.version if held else 0
            if expected_version not in (None, version):
                said = f"the terms of {service} are at version {version}"
                raise ServiceTermsChanged(said, current_version=version)
            if held is None:
                new_id = ServiceTermsId(self.ids.new())
                told = ServiceTerms.told(new_id, service, terms, reason=reason, at=now)
                return await work.service_terms.save(told)
            changed = held.change(terms, reason=reason, at=now)
            return held if changed is held else await work.service_terms.save(changed)


@frozen
class TellHouseTerms:
    """The policy and the fees of every sale whose service does not say otherwise.

    Raises ``HouseTermsChanged`` when ``expected_version`` is not the current one.
    """

    begin: Begin[GuardrailsWork]
    clock: Clock

    async def __call__(
        self,
        policy: MarginPolicy,
        fees: tuple[Fee, ...],
        *,
        reason: str,
        expected_version: int | None = None,
    ) -> HouseTerms:
        now = self.clock.now()
        async with self.begin() as work:
            held = await work.service_terms.house()
            if expected_version not in (None, held.version):
                said = f"the terms of the house are at version {held.version}"
                raise HouseTermsChanged(said, current_version=held.version)
            changed = held.change(policy, fees, reason=reason, at=now)
            return held if changed is held else await work.service_terms.save_house(changed)
