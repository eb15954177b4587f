"""How patient we are with a courier follows from how often we ask."""

from datetime import timedelta

from smplat_core.fulfillment import PollPolicy


def test_a_worker_that_died_while_asking_costs_no_more_than_one_interval() -> None:
    policy = PollPolicy.every(timedelta(seconds=5))

    assert policy.lease == timedelta(seconds=5)
    assert policy.first_retry == timedelta(seconds=5)


def test_with_the_usual_interval_the_usual_patience_holds() -> None:
    usual = PollPolicy()

    assert PollPolicy.every(usual.interval) == usual
