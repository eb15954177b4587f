"""What the guardrails context needs from the outside."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.judgements import KeptJudgement
from smplat_core.guardrails.model import FollowUp, HouseTerms, ServiceTerms
from smplat_core.guardrails.terms import Terms
from smplat_core.guardrails.vocabulary import FollowUpId
from smplat_core.kernel import Currency, ExchangeRate

CurrencyPair = tuple[Currency, Currency]
"""From the first into the second."""


class ServiceTermsBook(Protocol):
    """The terms of every service, and those of the house."""

    async def find(self, service: ServiceRef) -> ServiceTerms | None:
        """The terms of the service, held until the unit of work ends; ``None`` before any."""
        ...

    async def save(self, terms: ServiceTerms) -> ServiceTerms:
        """Keep them and publish their news; they come back one version on, without them.

        Raises ``ServiceTermsChanged`` when somebody else saved them first.
        """
        ...

    async def house(self) -> HouseTerms:
        """The terms of the house, held; the default ones, at version 0, before any."""
        ...

    async def save_house(self, terms: HouseTerms) -> HouseTerms:
        """The same for the house; ``HouseTermsChanged`` when somebody else was first."""
        ...


class Judgements(Protocol):
    """Every judgement that was kept."""

    async def keep(self, judgements: Sequence[KeptJudgement]) -> None:
        """Keep all of them in one statement; they never change."""
        ...


class FollowUps(Protocol):
    """Everything the house did by itself."""

    async def get(self, follow_up_id: FollowUpId) -> FollowUp:
        """The follow-up, held until the unit of work ends; or ``FollowUpNotFound``."""
        ...

    async def save(self, follow_up: FollowUp) -> FollowUp:
        """Keep it and publish its news; it comes back one version on, without them.

        Raises ``FollowUpChanged`` when somebody else saved it first.
        """
        ...


class Undo(Protocol):
    """How one kind of automatic action is taken back, by the context that took it."""

    @property
    def kind(self) -> str:
        """The kind of follow-up it undoes: ``experiments.variant_paused``."""
        ...

    async def __call__(self, follow_up: FollowUp) -> None:
        """Take it back, inside the unit of work that marks the follow-up undone.

        Raises ``CannotUndo`` when the world moved on since; then nothing is marked.
        """
        ...


@frozen(kw_only=True)
class KnownTerms:
    """What sales are judged by, as of one moment."""

    house: HouseTerms
    services: Mapping[ServiceRef, Terms]
    """Those that are known and offered."""


class ServiceCosts(Protocol):
    """What services cost and have to earn, read without holding anything."""

    async def of(self, services: Collection[ServiceRef]) -> KnownTerms:
        """The terms of the house and of those of the services that are offered, in one statement."""
        ...


class Rates(Protocol):
    """What currencies are worth in each other, as far as anybody said."""

    async def current(self, pairs: Collection[CurrencyPair]) -> Mapping[CurrencyPair, ExchangeRate]:
        """The newest rate of each pair, in one statement; pairs nobody spoke of are absent.

        A rate may have been turned around, or led through a third currency; how old it may be is
        for the caller to say.
        """
        ...


class FollowUpsWork(Protocol):
    """What a unit of work must offer to whoever does things by itself."""

    @property
    def follow_ups(self) -> FollowUps: ...


class GuardrailsWork(FollowUpsWork, Protocol):
    """What a unit of work must offer for a guardrails use case to run in it."""

    @property
    def service_terms(self) -> ServiceTermsBook: ...

    @property
    def judgements(self) -> Judgements: ...
