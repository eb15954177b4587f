"""Use cases of the billing context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.billing import RecordMoneyToReturn, SettlePaidOrder
from smplat_core.kernel import Reaction


class BillingUseCases(Ports):
    settle_paid_order = Singleton(
        SettlePaidOrder, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids
    )
    record_money_to_return = Singleton(RecordMoneyToReturn, begin=Ports.begin, ids=Ports.ids)


def reactions(app: BillingUseCases) -> tuple[Reaction, ...]:
    return (app.settle_paid_order(), app.record_money_to_return())
