"""What products in a list cost, as they would be bought without choosing anything."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from smplat_core.catalog import Selection, Sku
from smplat_core.catalog.search import FoundProduct
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, Currency
from smplat_core.pricing.agreements import AgreementQueries
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.card_prices import CardKey, CardPrice, KnownCards
from smplat_core.pricing.configured.requests import ProductRequest, QuotedLine
from smplat_core.pricing.configured.shelf import flags_of
from smplat_core.pricing.experiments import ExperimentQueries, ProductSlug, Visitor
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.use_cases.price_lines import LineOutcome, PriceLines
from smplat_core.pricing.vocabulary import Region


@frozen(kw_only=True)
class Viewer:
    """For whom prices are shown."""

    currency: Currency
    region: Region | None = None
    company_id: CompanyId | None = None
    channel: str | None = None
    visitor: Visitor | None = None


@frozen(kw_only=True)
class PriceCards:
    """The price of each found product with its defaults, and its samples where there is none.

    ``None`` for a product that has no price for this viewer. As many reads for one as for many.
    A price that nothing but its list prices and its version decide is worked out once; share one
    per process.
    """

    price_lines: PriceLines
    prices: PriceQueries
    agreements: AgreementQueries
    experiments: ExperimentQueries
    clock: Clock
    _known: KnownCards = field(factory=KnownCards, init=False)

    async def __call__(
        self, found: Sequence[FoundProduct], viewer: Viewer
    ) -> tuple[CardPrice | None, ...]:
        """``BadVisitor`` when the visitor is nobody."""
        if not found:
            return ()
        listed = await self.prices.candidates({each.sku for each in found})
        own = await self._own(found, viewer)
        now = self.clock.now()
        cards = {
            each.slug: self._known.card(_key(each, viewer), _rows(listed, each), now)
            for each in found
            if each.slug not in own
        }
        missing = [each for each in found if cards.get(each.slug) is None]
        if missing:
            outcomes = await self.price_lines([_request(each, viewer) for each in missing])
            for each, outcome in zip(missing, outcomes, strict=True):
                cards[each.slug] = CardPrice.of(outcome.quoted) if outcome.quoted else None
                if each.slug not in own and (line := _lasting(each, outcome)):
                    self._known.remember(_key(each, viewer), _rows(listed, each), line)
        return tuple(cards[each.slug] for each in found)

    async def _own(self, found: Sequence[FoundProduct], viewer: Viewer) -> frozenset[str]:
        """The slugs whose price may be this viewer's alone: agreed, or of an experiment."""
        own = set[str]()
        if viewer.company_id is not None:
            skus = {each.sku for each in found}
            rows = await self.agreements.candidates({viewer.company_id}, skus)
            agreed = {row.sku for row in rows}
            own |= {each.slug for each in found if each.sku in agreed}
        if viewer.visitor is not None:
            viewer.visitor.check()
            slugs = {ProductSlug(each.slug) for each in found}
            offers = await self.experiments.offers(slugs, sorted(viewer.visitor.keys))
            own |= {offer.experiment.plan.product for offer in offers}
        return frozenset(own)


def _rows(listed: Mapping[Sku, Sequence[Candidate]], found: FoundProduct) -> tuple[Candidate, ...]:
    return tuple(listed.get(found.sku, ()))


def _lasting(found: FoundProduct, outcome: LineOutcome) -> QuotedLine | None:
    """The line, if this version costs that for as long as its list prices are the same: no flag
    shows or hides any of it, and nothing is converted."""
    quoted, version = outcome.quoted, outcome.version
    if quoted is None or version is None or version.ref != found.version:
        return None
    configured = quoted.resolution.configured
    if configured is None or configured.recipe.rates or quoted.resolution.sku != found.sku:
        return None
    return None if flags_of(version.content) else quoted


def _key(found: FoundProduct, viewer: Viewer) -> CardKey:
    return (found.version, viewer.currency, viewer.region, viewer.channel)


def _request(found: FoundProduct, viewer: Viewer) -> ProductRequest:
    return ProductRequest(
        product=found.slug,
        selection=Selection(fields=found.samples),
        currency=viewer.currency,
        region=viewer.region,
        company_id=viewer.company_id,
        channel=viewer.channel,
        visitor=viewer.visitor,
    )
