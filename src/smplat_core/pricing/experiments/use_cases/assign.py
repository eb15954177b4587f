"""Giving buyers their variants."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.catalog import Circumstances
from smplat_core.kernel import Begin, Clock
from smplat_core.pricing.experiments.assignment import assign_all
from smplat_core.pricing.experiments.ports import ExperimentsWork
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.vocabulary import Assignment, ProductSlug, Visitor

Wanted = Mapping[ProductSlug, Circumstances]
"""Products, each with where and when it is looked at: flags may be of one product alone."""


@frozen
class PeekAssignments:
    """The variant of each product this visitor has, or would be given. Records nothing.

    One read. A visitor who looks again, anywhere, is told the same until shares change.
    """

    queries: ExperimentQueries
    clock: Clock

    async def __call__(
        self, products: Wanted, visitor: Visitor
    ) -> Mapping[ProductSlug, Assignment]:
        visitor.check()
        offers = await self.queries.offers(products, visitor.keys)
        found, now = dict[ProductSlug, Assignment](), self.clock.now()
        for product, circumstances in products.items():
            mine = [offer for offer in offers if offer.experiment.plan.product == product]
            found |= assign_all(mine, visitor, circumstances, now)
        return found


@frozen
class AssignExperiments:
    """The same, kept and counted: it stays theirs, and they are exposed from now on.

    One read, and one write when anything is assigned. Repeating it changes nothing.
    """

    begin: Begin[ExperimentsWork]
    peek: PeekAssignments
    clock: Clock

    async def __call__(
        self, products: Wanted, visitor: Visitor
    ) -> Mapping[ProductSlug, Assignment]:
        assigned = await self.peek(products, visitor)
        if assigned:
            async with self.begin() as work:
                await work.experiment_records.assigned(
                    visitor, tuple(assigned.values()), at=self.clock.now()
                )
        return assigned
