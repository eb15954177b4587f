"""Drawing up an experiment, and changing it."""

from collections.abc import Callable

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.pricing.experiments.lifecycle import TAKEN
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.plan import ExperimentPlan
from smplat_core.pricing.experiments.ports import ExperimentsWork, Rivals, TargetProducts
from smplat_core.pricing.experiments.refusals import (
    BadExperiment,
    ExperimentChanged,
    ExperimentOverlaps,
)
from smplat_core.pricing.experiments.vocabulary import ExperimentId, ExperimentSlug, ProductSlug


@frozen
class CreateExperiment:
    """A draft. ``BadExperiment`` names all that is wrong with the plan, or an unknown product."""

    begin: Begin[ExperimentsWork]
    clock: Clock
    ids: Ids
    products: TargetProducts

    async def __call__(self, *, slug: str, plan: ExperimentPlan) -> Experiment:
        now, experiment_id = self.clock.now(), ExperimentId(self.ids.new())
        draft = Experiment.draft(experiment_id, slug=slug, plan=plan, at=now)
        await check_product(self.products, plan.product)
        async with self.begin() as work:
            return await work.experiments.save(draft)


@frozen
class EditExperiment:
    """The experiment by a plan made from its present one.

    While it runs only shares, its end, its guard and its wording may change
    (``ExperimentFixed``), and not so that it meets another (``ExperimentOverlaps``).
    """

    begin: Begin[ExperimentsWork]
    clock: Clock
    products: TargetProducts

    async def __call__(
        self,
        slug: ExperimentSlug,
        change: Callable[[ExperimentPlan], ExperimentPlan],
        *,
        expected_version: int | None = None,
    ) -> Experiment:
        async with self.begin() as work:
            found = await work.experiments.with_rivals(slug)
            check_version(found.experiment, expected_version)
            before = found.experiment
            edited = before.edit(change(before.plan), at=self.clock.now())
            if edited == before:
                return before
            if edited.plan.product != before.plan.product:
                await check_product(self.products, edited.plan.product)
            refuse_overlap(Rivals(edited, found.others))
            return await work.experiments.save(edited)


@frozen
class DiscardExperiment:
    """Throw a draft away; one that was started is completed instead (``ExperimentFixed``)."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(self, slug: ExperimentSlug, *, expected_version: int | None = None) -> None:
        async with self.begin() as work:
            draft = await work.experiments.get(slug)
            check_version(draft, expected_version)
            await work.experiments.discard(draft.discarded(at=self.clock.now()))


async def check_product(products: TargetProducts, product: ProductSlug) -> None:
    """``BadExperiment`` when no product has this slug."""
    if product not in await products.exist([product]):
        raise BadExperiment.at(
            "/product", f"there is no product {product!r}", accepted="the slug of a product"
        )


def check_version(experiment: Experiment, expected: int | None) -> None:
    if expected not in (None, experiment.version):
        raise ExperimentChanged(
            f"experiment {experiment.slug} is at version {experiment.version}",
            current_version=experiment.version,
        )


def refuse_overlap(rivals: Rivals) -> None:
    """``ExperimentOverlaps`` when one that has begun would price the same buyers as well."""
    mine = rivals.experiment
    if mine.state not in TAKEN:
        return
    for other in rivals.others:
        if other.state in TAKEN and mine.meets(other):
            raise ExperimentOverlaps(
                f"experiment {other.slug} is {other.state} on product {mine.plan.product} for some"
                f" of the same buyers at the same time; complete it, or part them by segment,"
                " period or namespace"
            )
