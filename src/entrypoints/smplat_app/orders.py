"""Use cases of the orders context."""

from dependency_injector.providers import Singleton

from smplat_app.experiments import ExperimentsUseCases
from smplat_app.ports import Ports
from smplat_app.pricing import PricingUseCases
from smplat_core.kernel import Reaction
from smplat_core.orders import CancelOrder, ChangeOrderStatus, CountPaidVariants, PlaceOrder


class OrdersUseCases(PricingUseCases):
    place_order = Singleton(
        PlaceOrder,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
        quote_prices=PricingUseCases.quote_prices,
    )
    cancel_order = Singleton(CancelOrder, begin=Ports.begin, clock=Ports.clock)
    change_order_status = Singleton(ChangeOrderStatus, begin=Ports.begin, clock=Ports.clock)
    count_paid_variants = Singleton(
        CountPaidVariants, begin=Ports.begin, record=ExperimentsUseCases.record_order_outcomes
    )


def reactions(app: OrdersUseCases) -> tuple[Reaction, ...]:
    return (app.count_paid_variants(),)
