"""Aggregates broken on purpose: each machine finds what is wrong, and says it."""

from enum import StrEnum

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from smplat_core.billing import Invoice
from smplat_core.fulfillment import Shipment, ShipmentAction, ShipmentId, ShipmentState
from smplat_core.kernel import Lifecycle, Refusal
from smplat_core.orders import OrderStatus
from smplat_core.pricing.experiments import Experiment, ExperimentAction, ExperimentState
from smplat_core.testing.machines import (
    BareLedger,
    BareOrder,
    BareWarehouse,
    ExperimentMachine,
    FulfillmentMachine,
    InvoiceMachine,
    LedgerDriver,
    LifecycleMachine,
    OrderDriver,
    OrderMachine,
    ShipmentMachine,
    WarehouseDriver,
)

QUICK = settings(
    max_examples=300,
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


def found(machine: type[RuleBasedStateMachine]) -> str:
    """What the machine says is wrong."""
    with pytest.raises(AssertionError) as broken:
        run_state_machine_as_test(machine, settings=QUICK)
    return str(broken.value)


# --- an order --------------------------------------------------------------------------------


class Revived(BareOrder):
    """Lets people take a canceled order up again."""

    def move_to(self, target: OrderStatus) -> None:
        if self.order.status is OrderStatus.CANCELED:
            self.order = evolve(self.order, status=target)
        else:
            super().move_to(target)


class Forgetful(BareOrder):
    """Puts an order on hold and forgets where it came from."""

    def move_to(self, target: OrderStatus) -> None:
        super().move_to(target)
        self.order = evolve(self.order, held_from=None)


class Loud(BareOrder):
    """Tells of every payment, also of one that changed nothing."""

    def pay(self, payment: str) -> None:
        super().pay(payment)
        self.told.append("order.paid")


class Hasty(BareOrder):
    """Changes something before it refuses."""

    def send_checkout(self) -> None:
        self.told.append("order.checkout_sent")
        super().send_checkout()


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (Revived, "status left canceled, which is final"),
        (Forgetful, "on_hold goes back to None"),
        (Loud, "told 2 times"),
        (Hasty, "it was refused, and something changed all the same"),
    ],
    ids=["revived", "forgetful", "loud", "hasty"],
)
def test_a_broken_order_is_found(broken: type[OrderDriver], why: str) -> None:
    class Machine(OrderMachine):
        def driver(self) -> OrderDriver:
            return broken()

    assert why in found(Machine)


# --- parcels ---------------------------------------------------------------------------------


class Generous(BareWarehouse):
    """Forgets that units of a cancelled parcel go back."""

    def step(self, shipment_id: ShipmentId, action: ShipmentAction) -> None:
        before = self.fulfillment
        super().step(shipment_id, action)
        if action is ShipmentAction.CANCEL:
            self.fulfillment = before


class Careless(BareWarehouse):
    """Delivers what was cancelled."""

    def step(self, shipment_id: ShipmentId, action: ShipmentAction) -> None:
        shipment = self.shipments[shipment_id]
        if shipment.state is ShipmentState.CANCELLED:
            self.shipments[shipment_id] = evolve(shipment, state=ShipmentState.DELIVERED)
            return
        super().step(shipment_id, action)


@pytest.mark.parametrize(
    ("broken", "why"),
    [(Generous, "the shipments hold"), (Careless, "deliver")],
    ids=["generous", "careless"],
)
def test_broken_parcels_are_found(broken: type[WarehouseDriver], why: str) -> None:
    class Machine(FulfillmentMachine):
        def driver(self) -> WarehouseDriver:
            return broken()

    assert why in found(Machine)


def test_a_shipment_that_goes_where_no_edge_leads_is_found() -> None:
    class Machine(ShipmentMachine):
        def act(self, thing: Shipment, action: ShipmentAction) -> Shipment:
            if action is ShipmentAction.DELIVER and thing.state is ShipmentState.READY:
                return evolve(thing, state=ShipmentState.DELIVERED)
            return super().act(thing, action)

    assert "deliver done while ready" in found(Machine)


def test_an_experiment_that_takes_up_a_pause_it_was_completed_in_is_found() -> None:
    class Machine(ExperimentMachine):
        def act(self, thing: Experiment, action: ExperimentAction) -> Experiment:
            if action is ExperimentAction.RESUME and thing.state is ExperimentState.COMPLETED:
                return evolve(thing, state=ExperimentState.RUNNING)
            return super().act(thing, action)

    assert "resume done while completed" in found(Machine)


def test_shares_that_do_not_follow_the_weights_are_found() -> None:
    class Machine(ExperimentMachine):
        def act(self, thing: Experiment, action: ExperimentAction) -> Experiment:
            after = super().act(thing, action)
            return evolve(after, spans=after.spans[:1])

    assert ", not {" in found(Machine)


# --- money -----------------------------------------------------------------------------------


class Inventive(BareLedger):
    """Lets an invoice take money that no payment gave."""

    def allocate(self, payment: int, invoice: int, minor: int) -> None:
        before = self.payments[payment]
        super().allocate(payment, invoice, minor)
        self.payments[payment] = before


class Editing(BareLedger):
    """Corrects an invoice after it was issued."""

    def allocate(self, payment: int, invoice: int, minor: int) -> None:
        super().allocate(payment, invoice, minor)
        corrected: Invoice = evolve(self.invoices[invoice], number="INV-999999")
        self.invoices[invoice] = corrected


@pytest.mark.parametrize(
    ("broken", "why"),
    [(Inventive, "payments gave 0"), (Editing, "changed after it was issued")],
    ids=["inventive", "editing"],
)
def test_broken_books_are_found(broken: type[LedgerDriver], why: str) -> None:
    class Machine(InvoiceMachine):
        def driver(self) -> LedgerDriver:
            return broken()

    assert why in found(Machine)


# --- what an embedder adds -------------------------------------------------------------------


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    WALLED = "walled"


class Hand(StrEnum):
    PUSH = "push"
    PULL = "pull"
    WALL = "wall"


DOORS = Lifecycle(
    Door.SHUT,
    {
        Door.SHUT: {Hand.PUSH: Door.OPEN, Hand.WALL: Door.WALLED},
        Door.OPEN: {Hand.PULL: Door.SHUT},
        Door.WALLED: {},
    },
)


@frozen
class Gate:
    state: Door = Door.SHUT
    opened: int = 0

    def act(self, action: Hand) -> "Gate":
        state = DOORS.after(self.state, action)
        return evolve(self, state=state, opened=self.opened + (action is Hand.PUSH))


class GateMachine(LifecycleMachine[Gate]):
    lifecycle = DOORS

    def begin(self) -> Gate:
        return Gate()

    def act(self, thing: Gate, action: Hand) -> Gate:
        return thing.act(action)

    def state(self, thing: Gate) -> StrEnum:
        return thing.state


def test_an_aggregate_of_ones_own_that_keeps_to_its_table_passes() -> None:
    run_state_machine_as_test(GateMachine, settings=QUICK)


def test_an_invariant_of_ones_own_is_held() -> None:
    class Machine(GateMachine):
        @invariant()
        def opens_at_most_twice(self) -> None:
            assert self.thing.opened <= 2, "opened three times"

    assert "opened three times" in found(Machine)


def test_an_action_done_where_the_table_has_none_is_found() -> None:
    class Machine(GateMachine):
        def act(self, thing: Gate, action: Hand) -> Gate:
            if thing.state is Door.WALLED:
                return Gate(Door.OPEN)
            return super().act(thing, action)

    assert "done while walled" in found(Machine)


def test_an_action_refused_where_the_table_has_one_is_found() -> None:
    class Machine(GateMachine):
        def act(self, thing: Gate, action: Hand) -> Gate:
            DOORS.after(Door.WALLED, action)
            return thing

    assert "refused while shut" in found(Machine)


def test_only_refusals_are_refusals() -> None:
    class Machine(GateMachine):
        def act(self, thing: Gate, action: Hand) -> Gate:
            if action is Hand.WALL:
                raise ZeroDivisionError
            return super().act(thing, action)

    assert not issubclass(ZeroDivisionError, Refusal)
    with pytest.raises(ZeroDivisionError):
        run_state_machine_as_test(Machine, settings=QUICK)
