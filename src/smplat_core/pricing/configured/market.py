"""Everything that was read about prices at one moment, and what a configured line costs there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from smplat_core.catalog import Circumstances, Configuration, ProductContent
from smplat_core.guardrails import CurrencyPair
from smplat_core.kernel import ExchangeRate, Refusal
from smplat_core.pricing.candidates import Bespoke, PriceRequest
from smplat_core.pricing.configured.bases import Bases, bases_of
from smplat_core.pricing.configured.label import label_of
from smplat_core.pricing.configured.price import price_recipe, recipe_of
from smplat_core.pricing.configured.recipe import Recipe
from smplat_core.pricing.configured.requests import ProductRequest, QuotedLine, applied
from smplat_core.pricing.experiments import Assignment, Offer, assign_all
from smplat_core.pricing.fx import NoRate, RateStale, convertible
from smplat_core.pricing.price_table import PriceTable
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.vocabulary import PriceType


@frozen(kw_only=True)
class Choice:
    """A valid selection, and where, by whom and how often it is wanted."""

    request: ProductRequest
    content: ProductContent
    configuration: Configuration
    quantity: int
    circumstances: Circumstances
    """With the flags that are on."""

    @property
    def price_request(self) -> PriceRequest:
        """What the resolver is asked, for the price the line begins with."""
        asked = self.request
        return PriceRequest(
            sku=self.configuration.sku,
            quantity=self.quantity,
            currency=asked.currency,
            region=asked.region,
            company_id=asked.company_id,
            bespoke=asked.bespoke and _named(asked.bespoke, self.configuration),
        )


@frozen(kw_only=True)
class KnownRates:
    """Rates as they were read, of which only the young ones price anything."""

    rates: Mapping[CurrencyPair, ExchangeRate]
    limit: timedelta
    moment: datetime

    def of(self, pair: CurrencyPair) -> ExchangeRate:
        """``NoRate`` when nobody told it, ``RateStale`` when it is too old."""
        base, quote = pair
        return convertible(self.rates, base, quote, moment=self.moment, limit=self.limit)


@frozen(kw_only=True)
class Draft:
    """A line that is priced but for the exchange rates."""

    choice: Choice
    bases: Bases
    recipe: Recipe
    assignment: Assignment | None

    @property
    def pairs(self) -> frozenset[CurrencyPair]:
        """The rates that might be needed."""
        return frozenset().union(*map(self._pairs, self.bases.found))

    def finish(self, rates: KnownRates) -> QuotedLine:
        """The line, from the first base for which all rates are there.

        Raises ``RateStale`` when a newer rate would help, the refusal of the resolver when no
        base could be converted, ``NoRate`` when an amount of a choice could not, and another
        ``CannotPrice`` when the choices make no price.
        """
        refusals = list[Refusal]()
        for base in self.bases.found:
            try:
                needed = [rates.of(pair) for pair in sorted(self._pairs(base))]
            except (NoRate, RateStale) as refusal:
                refusals.append(refusal)
                continue
            return self._line(base, needed)
        stale = [refusal for refusal in refusals if isinstance(refusal, RateStale)]
        raise (*stale, *filter(None, [self.bases.refusal]), *refusals)[0]

    def _line(self, base: PricingResolution, rates: Sequence[ExchangeRate]) -> QuotedLine:
        return QuotedLine(
            resolution=price_recipe(base, self.recipe, self.choice.configuration, rates=rates),
            configuration=self.choice.configuration,
            assignment=self.assignment,
        )

    def _pairs(self, base: PricingResolution) -> frozenset[CurrencyPair]:
        if base.price_type is PriceType.BESPOKE:
            return frozenset()
        foreign = self.recipe.foreign(base.unit_price.currency)
        return frozenset((currency, self.recipe.currency) for currency in foreign)


@frozen
class Market:
    """Prices and experiments as they are at ``moment``."""

    table: PriceTable
    offers: Sequence[Offer]
    moment: datetime

    def draft(self, choice: Choice) -> Draft:
        """Where the price begins, and what the choices do to it; a ``CannotPrice`` without a base.

        A bespoke price is of no variant: experiments are about prices the house sets.
        """
        request = choice.price_request
        rows = self.table.rows_for(request.sku, request.company_id)
        bases = bases_of(request, rows, self.moment)
        assignment = None if request.bespoke else self._assignment(choice)
        recipe = recipe_of(
            choice.content,
            choice.configuration,
            currency=request.currency,
            variant=applied(assignment),
        )
        return Draft(choice=choice, bases=bases, recipe=recipe, assignment=assignment)

    def _assignment(self, choice: Choice) -> Assignment | None:
        visitor, slug = choice.request.visitor, choice.configuration.slug
        offers = [offer for offer in self.offers if offer.experiment.plan.product == slug]
        if visitor is None or not offers:
            return None
        return next(
            iter(assign_all(offers, visitor, choice.circumstances, self.moment).values()), None
        )


def pairs_of(drafts: Iterable[Draft]) -> Collection[CurrencyPair]:
    """Every rate any of the drafts might need, in order."""
    return sorted(frozenset().union(*(draft.pairs for draft in drafts)))


def _named(bespoke: Bespoke, configuration: Configuration) -> Bespoke:
    """Called what was configured, unless it has a name of its own."""
    label = (bespoke.label or "").strip() or label_of(configuration)
    return evolve(bespoke, label=label, kind=bespoke.kind or configuration.kind)
