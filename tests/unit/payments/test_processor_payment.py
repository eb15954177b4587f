"""The fold of a payment: whatever the order of facts, the same payment and the same told."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.payments import (
    DisputeOutcome,
    DisputeSaid,
    DisputeStage,
    Fact,
    MoneyFact,
    PaymentDisputeClosed,
    PaymentDisputeOpened,
    PaymentEvent,
    PaymentFact,
    PaymentFactKind,
    PaymentNames,
    PaymentReceived,
    PaymentRefunded,
    PaymentRefundFailed,
    ProcessorPayment,
    ProcessorPaymentId,
    RefundProgress,
    RefundSaid,
)
from tests.builders.orders import NOON, an_order

ORDER = an_order()
USD = Currency.USD
PAID = PaymentFactKind.PAID


def usd(minor: int) -> Money:
    return Money(minor, USD)


def at(minute: int) -> timedelta:
    return timedelta(minutes=minute)


def received(minor: int, *, minute: int = 0, currency: Currency = USD) -> PaymentFact:
    money = Money(minor, currency)
    return PaymentFact(kind=PAID, at=NOON + at(minute), payment_id="pi_1", charge_id="ch_1", amount=money)  # fmt: skip


def total(minor: int, *, minute: int) -> MoneyFact:
    """What ``charge.refunded`` says."""
    return MoneyFact(at=NOON + at(minute), payment_id="pi_1", charge_id="ch_1", refunded=usd(minor))


def refund(
    name: str,
    minor: int,
    *,
    made: int,
    minute: int | None = None,
    progress: RefundProgress = RefundProgress.SUCCEEDED,
) -> MoneyFact:
    """What ``refund.*`` says of a refund made at one minute, at that or another."""
    said = RefundSaid(id=name, amount=usd(minor), progress=progress, created_at=NOON + at(made))
    moment = NOON + at(made if minute is None else minute)
    return MoneyFact(at=moment, charge_id="ch_1", refunds=(said,))


def dispute(name: str, stage: DisputeStage, *, minute: int, minor: int = 3000) -> MoneyFact:
    said = DisputeSaid(id=name, amount=usd(minor), reason="fraudulent", stage=stage)
    return MoneyFact(at=NOON + at(minute), charge_id="ch_1", dispute=said)


def folded(facts: Sequence[Fact], *, known_from: int = 0) -> ProcessorPayment:
    """The payment after these facts, its order known from the given one on."""
    payment = ProcessorPayment(id=ProcessorPaymentId(uuid4()), created_at=NOON, updated_at=NOON)
    for place, fact in enumerate(facts):
        payment = payment.heard(fact, PaymentNames.of(fact))
        if place >= known_from:
            payment = payment.of_order(ORDER).settled(at=NOON)
    return payment.of_order(ORDER).settled(at=NOON)


def told(payment: ProcessorPayment) -> dict[str, int]:
    """What all events together say: money in, money back, disputes open and lost."""
    sums: dict[str, int] = defaultdict(int)
    outcomes: dict[str, DisputeOutcome | None] = {}
    for event in payment.news:
        assert isinstance(event, PaymentEvent)
        match event:
            case PaymentReceived():
                sums["received"] += event.amount.minor
            case PaymentRefunded() | PaymentRefundFailed():
                sign = 1 if isinstance(event, PaymentRefunded) else -1
                assert event.amount.minor > 0
                sums["refunded"] += sign * event.amount.minor
                assert event.refunded.minor == sums["refunded"]
            case PaymentDisputeOpened():
                assert event.dispute_id not in outcomes
                outcomes[event.dispute_id] = None
            case PaymentDisputeClosed():
                assert event.dispute_id in outcomes
                assert outcomes[event.dispute_id] is not event.outcome
                outcomes[event.dispute_id] = event.outcome
            case _:
                pytest.fail(f"{event.name} is told of refunds, not of payments")
    counted = Counter(outcomes.values())
    sums["lost"] = counted[DisputeOutcome.LOST]
    sums["won"] = counted[DisputeOutcome.WON]
    sums["open"] = counted[None]
    return dict(sums)


def ids_aside(payment: ProcessorPayment) -> ProcessorPayment:
    return evolve(payment, id=ProcessorPaymentId(ORDER.id))


@frozen
class Truth:
    """A life of one payment at the processor, with everything it ever says of it."""

    facts: tuple[Fact, ...]
    received: int
    refunded: int
    lost: int
    won: int
    open: int


@st.composite
def lives(draw: st.DrawFn) -> Truth:
    """What a processor may do, minute by minute: captures, refunds that may fail, disputes."""
    captures = draw(st.lists(st.integers(1, 3000), min_size=1, max_size=3))
    facts: list[Fact] = []
    came, minute = 0, 0
    for amount in captures:
        came += amount
        facts.append(received(came, minute=minute))
        minute += 1
    alive: dict[str, tuple[int, int]] = {}
    for number in range(draw(st.integers(0, 5))):
        minute += 1
        gone = sum(amount for amount, _ in alive.values())
        fails: bool = draw(st.booleans())
        if alive and fails:
            name = draw(st.sampled_from(sorted(alive)))
            amount, made = alive.pop(name)
            facts += [
                refund(name, amount, made=made, minute=minute, progress=RefundProgress.FAILED)
            ] * 2
        elif gone < came:
            name, amount = f"re_{number}", draw(st.integers(1, came - gone))
            alive[name] = (amount, minute)
            facts.append(total(gone + amount, minute=minute))
            pending: bool = draw(st.booleans())
            facts.append(refund(name, amount, made=minute, progress=RefundProgress.PENDING if pending else RefundProgress.SUCCEEDED))  # fmt: skip
            if pending and draw(st.booleans()):
                minute += 1
                facts.append(refund(name, amount, made=minute - 1, minute=minute))
    ends = {DisputeStage.WON: 0, DisputeStage.LOST: 0, DisputeStage.OPEN: 0}
    for number in range(draw(st.integers(0, 2))):
        name, minor = f"du_{number}", draw(st.integers(1, came))
        facts.append(dispute(name, DisputeStage.OPEN, minute=minute, minor=minor))
        end = draw(
            st.sampled_from(
                (DisputeStage.OPEN, DisputeStage.WON, DisputeStage.LOST, DisputeStage.REINSTATED)
            )
        )
        if end in {DisputeStage.LOST, DisputeStage.REINSTATED}:
            facts.append(dispute(name, DisputeStage.LOST, minute=minute + 1, minor=minor))
        if end is DisputeStage.WON:
            facts.append(dispute(name, DisputeStage.WON, minute=minute + 1, minor=minor))
        if end is DisputeStage.REINSTATED:
            facts.append(dispute(name, DisputeStage.REINSTATED, minute=minute + 2, minor=minor))
        ends[DisputeStage.WON if end is DisputeStage.REINSTATED else end] += 1
    refunded = sum(amount for amount, _ in alive.values())
    return Truth(
        tuple(facts),
        came,
        refunded,
        ends[DisputeStage.LOST],
        ends[DisputeStage.WON],
        ends[DisputeStage.OPEN],
    )


@given(lives(), st.data())
def test_any_order_and_any_repetition_make_the_same_payment_and_tell_the_same(
    life: Truth, data: st.DataObject
) -> None:
    doubled = data.draw(st.lists(st.sampled_from(life.facts), max_size=6))
    shuffled = data.draw(st.permutations([*life.facts, *doubled]))
    late = data.draw(st.integers(0, len(shuffled)))

    straight, mixed = folded(life.facts), folded(shuffled, known_from=late)

    assert ids_aside(mixed) == ids_aside(straight)
    for payment in (straight, mixed):
        sums = told(payment)
        assert sums["received"] == life.received
        assert sums.get("refunded", 0) == payment.refunded == life.refunded
        assert (sums["lost"], sums["won"], sums["open"]) == (life.lost, life.won, life.open)
        assert payment.kept + payment.lost + payment.refunded == life.received
        assert payment.kept >= 0


@given(lives(), st.data())
def test_what_was_told_is_what_is_known_after_every_single_fact(
    life: Truth, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(life.facts))

    for length in range(1, len(shuffled) + 1):
        payment = folded(shuffled[:length])
        if payment.received is None:
            assert payment.news == ()
            continue
        sums = told(payment)
        assert sums["received"] == payment.received.minor == payment.received_told
        assert sums.get("refunded", 0) == payment.refunded == payment.refunded_told
        again = payment.heard(shuffled[length - 1], PaymentNames.of(shuffled[length - 1]))
        assert again.settled(at=NOON).news == payment.news


@given(lives(), st.data())
def test_two_halves_of_one_payment_unite_to_the_same_whole(
    life: Truth, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(life.facts))
    cut = data.draw(st.integers(0, len(shuffled)))
    left, right = shuffled[:cut], shuffled[cut:]

    def alone(facts: Sequence[Fact]) -> ProcessorPayment:
        blank = ProcessorPayment(id=ProcessorPaymentId(uuid4()), created_at=NOON, updated_at=NOON)
        for fact in facts:
            blank = blank.heard(fact, PaymentNames.of(fact))
        return blank

    united = alone(left).absorbed(alone(right)).of_order(ORDER).settled(at=NOON)

    assert ids_aside(united) == ids_aside(folded(life.facts))


def test_a_refund_before_its_payment_waits_for_it() -> None:
    early = folded([total(1000, minute=5), refund("re_1", 1000, made=5)])

    late = early.heard(received(3000), PaymentNames.of(received(3000))).settled(at=NOON)

    assert early.news == ()
    assert [type(event) for event in late.news] == [PaymentReceived, PaymentRefunded]
    assert late.kept == 2000


def test_refunds_known_only_by_the_running_total_count() -> None:
    payment = folded([received(3000), total(3000, minute=9), total(1000, minute=5)])

    assert payment.refunded == 3000
    assert told(payment)["refunded"] == 3000


def test_a_failed_refund_gives_back_only_itself() -> None:
    first, second = refund("re_1", 1000, made=1), refund("re_2", 500, made=2)
    failed = refund("re_1", 1000, made=1, minute=3, progress=RefundProgress.FAILED)

    payment = folded([received(3000), total(1000, minute=1), first, total(1500, minute=2), second, failed])  # fmt: skip

    assert payment.refunded == 500
    assert [type(event) for event in payment.news][-1] is PaymentRefundFailed


def test_a_running_total_after_a_failure_counts_what_came_later() -> None:
    failed = refund("re_1", 1000, made=1, minute=2, progress=RefundProgress.FAILED)

    payment = folded([received(3000), total(1000, minute=1), failed, total(500, minute=3)])

    assert payment.refunded == 500


def test_more_is_never_given_back_than_came() -> None:
    payment = folded([received(1000), total(3000, minute=1)])

    assert (payment.refunded, payment.kept) == (1000, 0)


def test_a_lost_dispute_takes_what_refunds_left() -> None:
    facts: list[Fact] = [
        received(3000),
        total(1000, minute=1),
        dispute("du_1", DisputeStage.LOST, minute=2),
    ]

    payment = folded(facts)

    assert (payment.refunded, payment.lost, payment.kept) == (1000, 2000, 0)


@pytest.mark.parametrize(
    ("stage", "stops"),
    [
        (DisputeStage.OPEN, True),
        (DisputeStage.INQUIRY, False),
        (DisputeStage.WON, False),
        (DisputeStage.LOST, False),
    ],
)
def test_only_a_dispute_that_holds_the_money_stops_refunds(
    stage: DisputeStage, *, stops: bool
) -> None:
    payment = folded([received(3000), dispute("du_1", stage, minute=1)])

    assert payment.is_disputed is stops


def test_money_lost_and_reinstated_is_told_as_won_at_last() -> None:
    payment = folded(
        [
            received(3000),
            dispute("du_1", DisputeStage.OPEN, minute=1),
            dispute("du_1", DisputeStage.LOST, minute=2),
            dispute("du_1", DisputeStage.REINSTATED, minute=3),
        ]
    )

    closed = [event for event in payment.news if isinstance(event, PaymentDisputeClosed)]
    assert [event.outcome for event in closed] == [DisputeOutcome.LOST, DisputeOutcome.WON]
    assert payment.kept == 3000


def test_two_ids_are_two_payments_even_on_one_page() -> None:
    payment = folded([received(3000)])
    other = PaymentNames(payment_id="pi_2", charge_id="ch_1")

    assert not payment.is_called(other)
    assert payment.is_called(PaymentNames(charge_id="ch_1"))


def test_a_failure_told_again_later_takes_nothing_from_what_came_in_between() -> None:
    failed = refund("re_1", 1000, made=1, minute=2, progress=RefundProgress.FAILED)
    again = refund("re_1", 1000, made=1, minute=9, progress=RefundProgress.FAILED)

    payment = folded([received(3000), total(1000, minute=1), failed, total(500, minute=5), again])

    assert payment.refunded == 500


def test_a_refund_made_and_failed_after_a_running_total_was_never_in_it() -> None:
    failed = refund("re_2", 300, made=3, minute=4, progress=RefundProgress.FAILED)

    payment = folded([received(3000), total(500, minute=1), failed])

    assert payment.refunded == 500


@pytest.mark.parametrize("backwards", [False, True])
def test_an_inquiry_that_became_a_dispute_stops_refunds(*, backwards: bool) -> None:
    said = [
        dispute("du_1", DisputeStage.INQUIRY, minute=1),
        dispute("du_1", DisputeStage.OPEN, minute=2),
    ]

    payment = folded([received(3000), *(said[::-1] if backwards else said)])

    assert payment.is_disputed


@pytest.mark.parametrize("backwards", [False, True])
def test_of_two_words_in_one_second_the_money_that_is_back_counts(*, backwards: bool) -> None:
    said = [
        dispute("du_1", DisputeStage.LOST, minute=5),
        dispute("du_1", DisputeStage.REINSTATED, minute=5),
    ]

    payment = folded([received(3000), *(said[::-1] if backwards else said)])

    assert (payment.lost, payment.kept) == (0, 3000)
