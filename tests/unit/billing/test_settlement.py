"""The money of an order pays its invoice, and the order in which facts arrive does not count."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.billing import (
    AllocationId,
    Dispute,
    Invoice,
    Ledger,
    PaymentSource,
    allocate,
    disputed,
    refunded,
    settle_order,
)
from smplat_core.kernel import Money
from smplat_core.payments import DisputeOutcome
from smplat_memory import SequentialIds
from tests.builders.billing import NOON, a_payment, an_issued, eur

INVOICE = an_issued(100)


@frozen
class Fact:
    """Something a processor tells of one payment."""

    payment: int
    apply: Callable[[Ledger, int], Ledger]
    is_failure: bool = False


def came(number: int, minor: int) -> Fact:
    def apply(ledger: Ledger, _: int) -> Ledger:
        return ledger.with_payment(a_payment(minor, number=number, order=1))

    return Fact(number, apply)


def went_back(number: int, step: int) -> Fact:
    """A step of a refund, below zero when one failed."""

    def apply(ledger: Ledger, _: int) -> Ledger:
        payment = ledger.payments[a_payment(number=number).id]
        total = payment.refunded + eur(step)
        return refunded(ledger, payment.id, total, at=NOON)

    return Fact(number, apply, is_failure=step < 0)


def lost(number: int, minor: int, dispute: str) -> Fact:
    def apply(ledger: Ledger, _: int) -> Ledger:
        closed = Dispute(
            id=dispute,
            amount=eur(minor),
            reason="fraudulent",
            opened_at=NOON,
            outcome=DisputeOutcome.LOST,
        )
        return disputed(ledger, a_payment(number=number).id, closed, at=NOON)

    return Fact(number, apply)


def told(facts: Sequence[Fact], invoice: Invoice = INVOICE) -> Ledger:
    """The ledger after these facts, each followed by settling, as the reaction does."""
    ledger, ids = Ledger.of([invoice], []), SequentialIds()
    for place, fact in enumerate(facts):
        at = NOON + timedelta(minutes=place)
        after = settle_order(fact.apply(ledger, place), invoice.id, ids=ids, at=at)
        ledger = after.settled(before=ledger, at=at)
    return ledger


def totals(ledger: Ledger) -> dict[str, int]:
    invoice, payments = ledger.invoices[INVOICE.id], ledger.payments.values()
    return {
        "received": _sum(p.amount for p in payments),
        "returned": _sum(p.returned for p in payments),
        "unallocated": _sum(p.unallocated for p in payments),
        "allocated": invoice.allocated.minor,
        "credited": invoice.credited.minor,
        "balance": invoice.balance.minor,
    }


def _sum(amounts: Iterable[Money]) -> int:
    return sum(amount.minor for amount in amounts)


def paid(*facts: Fact) -> dict[str, int]:
    return totals(told(facts))


def test_what_comes_in_pays_the_invoice_of_its_order() -> None:
    after = paid(came(1, 100))

    assert (after["allocated"], after["balance"]) == (100, 0)


def test_what_comes_twice_is_unallocated() -> None:
    assert paid(came(1, 100), came(2, 100))["unallocated"] == 100


def test_giving_back_the_second_payment_credits_nothing_whichever_was_allocated() -> None:
    first = paid(came(1, 100), came(2, 100), went_back(2, 100))
    second = paid(came(2, 100), came(1, 100), went_back(2, 100))

    assert first == second
    assert (first["allocated"], first["credited"]) == (100, 0)


def test_a_payment_after_a_refund_pays_in_its_place() -> None:
    after = paid(came(1, 100), went_back(1, 100), came(2, 100))

    assert (after["allocated"], after["credited"], after["balance"]) == (100, 0, 0)


def test_a_refund_is_not_owed_again_but_a_lost_dispute_is() -> None:
    after = paid(came(1, 100), went_back(1, 30), lost(1, 70, "dp_1"))

    assert (after["credited"], after["balance"]) == (30, 70)


def test_the_refund_of_an_overpayment_forgives_nothing() -> None:
    after = paid(came(1, 150), went_back(1, 50), lost(1, 100, "dp_1"))

    assert (after["credited"], after["balance"]) == (0, 100)


def test_free_money_replaces_what_a_bank_took_back() -> None:
    after = paid(came(1, 100), came(2, 100), lost(1, 100, "dp_1"))

    assert (after["allocated"], after["balance"], after["unallocated"]) == (100, 0, 0)


def test_money_of_another_order_and_money_recorded_by_hand_stay_where_they_are() -> None:
    stranger = a_payment(100, number=7)
    by_hand = a_payment(100, number=8, order=1, source=PaymentSource.MANUAL)
    before = Ledger.of([INVOICE], [stranger, by_hand])

    after = settle_order(before, INVOICE.id, ids=SequentialIds(), at=NOON)

    assert after.invoices[INVOICE.id].balance == eur(100)


def test_what_an_operator_allocated_elsewhere_is_left_there() -> None:
    mine, other = an_issued(60), an_issued(40, number=2)
    payment, other = allocate(
        a_payment(100, order=1),
        other,
        amount=eur(40),
        allocation_id=AllocationId(UUID(int=1)),
        at=NOON,
    )
    ledger = Ledger.of([mine, other], [payment])
    ledger = settle_order(ledger, mine.id, ids=SequentialIds(), at=NOON)

    after = refunded(ledger, payment.id, eur(100), at=NOON)
    after = settle_order(after, mine.id, ids=SequentialIds(), at=NOON)

    assert after.invoices[mine.id].credited == eur(60)
    assert after.invoices[other.id].credited == eur(40)


def test_what_was_paid_by_hand_makes_the_rest_an_overpayment() -> None:
    by_hand, paid_in_part = allocate(
        a_payment(40, number=8, order=1, source=PaymentSource.MANUAL),
        INVOICE,
        amount=eur(40),
        allocation_id=AllocationId(UUID(int=1)),
        at=NOON,
    )
    before = Ledger.of([paid_in_part], [by_hand, a_payment(100, order=1)])
    ids = SequentialIds()
    ledger = settle_order(before, INVOICE.id, ids=ids, at=NOON)

    after = refunded(ledger, a_payment().id, eur(40), at=NOON)
    after = settle_order(after, INVOICE.id, ids=ids, at=NOON).settled(before=before, at=NOON)

    invoice = after.invoices[INVOICE.id]
    assert (invoice.allocated, invoice.credited, invoice.balance) == (eur(100), eur(0), eur(0))


def test_an_invoice_that_is_issued_after_a_refund_does_not_ask_for_it() -> None:
    before = Ledger.of([INVOICE], [a_payment(100, order=1)])
    ledger = refunded(before, a_payment().id, eur(30), at=NOON)

    after = settle_order(ledger, INVOICE.id, ids=SequentialIds(), at=NOON)

    invoice = after.settled(before=before, at=NOON).invoices[INVOICE.id]
    assert (invoice.allocated, invoice.credited, invoice.balance) == (eur(70), eur(30), eur(0))


def test_a_draft_is_left_alone() -> None:
    draft = evolve(INVOICE.again(INVOICE.id), replaces=None)
    before = Ledger.of([draft], [a_payment(100, order=1)])

    assert settle_order(before, draft.id, ids=SequentialIds(), at=NOON) is before


def test_nobody_is_told_of_what_did_not_change() -> None:
    ledger = told((came(1, 100), came(2, 40)))

    names = [event.name for event in ledger.invoices[INVOICE.id].news]

    assert names.count("invoice.paid") == 1
    assert "invoice.reopened" not in names


@st.composite
def stories(draw: st.DrawFn) -> list[list[Fact]]:
    """Up to three payments, each with what became of it, in its own order."""
    story = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        amount = draw(st.integers(1, 160))
        facts, left, back = [came(number, amount)], amount, 0
        for place in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["refund", "refund", "fail", "lose"]))
            if kind == "fail" and back:
                step = draw(st.integers(1, back))
                back, left = back - step, left + step
                facts.append(went_back(number, -step))
            elif left:
                step = draw(st.integers(1, left))
                left -= step
                if kind == "lose":
                    facts.append(lost(number, step, f"dp_{number}_{place}"))
                else:
                    back += step
                    facts.append(went_back(number, step))
        story.append(facts)
    return story


def _reordered(facts: list[Fact], random: Random) -> list[Fact]:
    came_first, rest = facts[:1], facts[1:]
    failures = [fact for fact in rest if fact.is_failure]
    others = [fact for fact in rest if not fact.is_failure]
    random.shuffle(others)
    return [*came_first, *others, *failures] if random.random() < 0.5 else list(facts)


def shuffled(story: list[list[Fact]], random: Random) -> list[Fact]:
    """All facts in some order: a payment comes before what became of it, a refund before it fails."""
    queues, facts = [_reordered(facts, random) for facts in story], list[Fact]()
    while queues := [queue for queue in queues if queue]:
        facts.append(random.choice(queues).pop(0))
    return facts


@given(stories(), st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_the_same_facts_in_another_order_give_the_same_totals(
    story: list[list[Fact]], one: Random, other: Random
) -> None:
    first, second = totals(told(shuffled(story, one))), totals(told(shuffled(story, other)))

    assert first == second


@given(stories(), st.randoms(use_true_random=False))
def test_settling_once_at_the_end_is_settling_after_each_fact(
    story: list[list[Fact]], random: Random
) -> None:
    facts = shuffled(story, random)
    before = ledger = Ledger.of([INVOICE], [])
    for place, fact in enumerate(facts):
        ledger = fact.apply(ledger, place)

    late = settle_order(ledger, INVOICE.id, ids=SequentialIds(), at=NOON)

    assert totals(late.settled(before=before, at=NOON)) == totals(told(facts))


@given(stories(), st.randoms(use_true_random=False))
def test_nothing_is_lost_whatever_the_story(story: list[list[Fact]], random: Random) -> None:
    after = totals(told(shuffled(story, random)))

    assert after["received"] == after["allocated"] + after["unallocated"] + after["returned"]
    assert after["allocated"] + after["credited"] + after["balance"] == 100
