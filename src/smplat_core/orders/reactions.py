"""What orders do when something happened to one of them."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from smplat_core.kernel import Begin, EventRecord
from smplat_core.orders.events import OrderPaid
from smplat_core.orders.ports import OrdersWork
from smplat_core.orders.vocabulary import OrderItem
from smplat_core.pricing import PRICING_EXPERIMENT
from smplat_core.pricing.experiments import (
    ExperimentSlug,
    OrderedVariant,
    RecordOrderOutcomes,
    VariantKey,
)


@frozen
class CountPaidVariants:
    """Count what a paid order brought the experiments its prices are of.

    A conversion and the revenue of its lines for each, once, however often the event arrives.
    """

    begin: Begin[OrdersWork]
    record: RecordOrderOutcomes

    @property
    def name(self) -> str:
        return "orders.count_paid_variants"

    @property
    def listens_to(self) -> tuple[str, ...]:
        return (OrderPaid.name,)

    async def __call__(self, record: EventRecord) -> None:
        paid = record.as_event(OrderPaid)
        async with self.begin() as work:
            order = await work.orders.get(paid.order_id)
            lines = tuple(variants_of(order.items))
            if lines:
                await self.record(order.id, lines, at=paid.at)


def variants_of(items: Iterable[OrderItem]) -> Iterator[OrderedVariant]:
    """The lines whose price is of an experiment, with what was frozen of it."""
    for item in items:
        frozen_variant = item.attributes.get(PRICING_EXPERIMENT)
        if frozen_variant is not None:
            yield OrderedVariant(
                slug=ExperimentSlug(frozen_variant["slug"]),
                variant_key=VariantKey(frozen_variant["variant_key"]),
                revenue=item.line_total,
                unit=frozen_variant.get("unit"),
            )
