"""Use cases of the fulfillment context."""

from dependency_injector.providers import Singleton

from smplat_app.customers import CustomersUseCases
from smplat_app.ports import Ports
from smplat_core.fulfillment import (
    CHECK_JOB,
    POLL_JOB,
    PROCESS_JOB,
    AskCouriers,
    CancelForOrder,
    CancelFulfillment,
    ChangeShipment,
    CheckCompletion,
    CreateFulfillment,
    Destinations,
    DraftShipment,
    FulfillPaidOrder,
    MoveShipment,
    PollTracking,
    ProcessCourierDelivery,
    ReadCouriers,
    ReceiveCourierDelivery,
    RecordPrepared,
    RecordTracking,
    RefreshTracking,
    ResumeTracking,
    SaveCourier,
)
from smplat_core.jobs import JobHandler
from smplat_core.kernel import Reaction

BEGIN, CLOCK, IDS, COURIERS = Ports.begin, Ports.clock, Ports.ids, Ports.couriers


class FulfillmentUseCases(Ports):
    create_fulfillment = Singleton(CreateFulfillment, begin=BEGIN, clock=CLOCK, ids=IDS)
    record_prepared = Singleton(RecordPrepared, begin=BEGIN, clock=CLOCK)
    cancel_fulfillment = Singleton(CancelFulfillment, begin=BEGIN, clock=CLOCK)

    destinations = Singleton(
        Destinations, check=CustomersUseCases.check_address, save=CustomersUseCases.save_to_book
    )
    draft_shipment = Singleton(
        DraftShipment, begin=BEGIN, clock=CLOCK, ids=IDS, destinations=destinations
    )
    change_shipment = Singleton(
        ChangeShipment, begin=BEGIN, clock=CLOCK, ids=IDS, destinations=destinations
    )
    move_shipment = Singleton(MoveShipment, begin=BEGIN, clock=CLOCK)

    save_courier = Singleton(SaveCourier, begin=BEGIN, couriers=COURIERS)
    read_couriers = Singleton(ReadCouriers, begin=BEGIN)
    record_tracking = Singleton(RecordTracking, begin=BEGIN, clock=CLOCK, ids=IDS)
    receive_courier_delivery = Singleton(
        ReceiveCourierDelivery, begin=BEGIN, clock=CLOCK, ids=IDS, couriers=COURIERS
    )
    ask_couriers = Singleton(
        AskCouriers, begin=BEGIN, clock=CLOCK, couriers=COURIERS, rates=Ports.call_rates
    )
    process_courier_delivery = Singleton(
        ProcessCourierDelivery,
        begin=BEGIN,
        clock=CLOCK,
        couriers=COURIERS,
        ask=ask_couriers,
        record=record_tracking,
    )
    poll_tracking = Singleton(
        PollTracking,
        begin=BEGIN,
        clock=CLOCK,
        ask=ask_couriers,
        record=record_tracking,
        policy=Ports.poll_policy,
    )
    refresh_tracking = Singleton(
        RefreshTracking,
        begin=BEGIN,
        clock=CLOCK,
        ask=ask_couriers,
        record=record_tracking,
        policy=Ports.poll_policy,
    )
    resume_tracking = Singleton(ResumeTracking, begin=BEGIN, clock=CLOCK)
    check_completion = Singleton(CheckCompletion, begin=BEGIN, clock=CLOCK)

    fulfill_paid_order = Singleton(FulfillPaidOrder, create=create_fulfillment)
    cancel_for_order = Singleton(CancelForOrder, begin=BEGIN, cancel=cancel_fulfillment)


def jobs(app: FulfillmentUseCases) -> dict[str, JobHandler]:
    return {
        PROCESS_JOB: app.process_courier_delivery(),
        POLL_JOB: app.poll_tracking(),
        CHECK_JOB: app.check_completion(),
    }


def reactions(app: FulfillmentUseCases) -> tuple[Reaction, ...]:
    return (app.fulfill_paid_order(), app.cancel_for_order())
