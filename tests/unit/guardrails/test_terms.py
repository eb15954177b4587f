"""Terms are told, changed with a reason, and known by version."""

from decimal import Decimal
from uuid import UUID

import pytest

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    AcceptFollowUp,
    BadPolicy,
    BadReason,
    BadService,
    CannotUndo,
    Fee,
    FollowUp,
    FollowUpChanged,
    FollowUpNotFound,
    FollowUpState,
    HouseTerms,
    HouseTermsChanged,
    HouseTermsTold,
    MarginPolicy,
    ServiceTerms,
    ServiceTermsChanged,
    ServiceTermsId,
    ServiceTermsTold,
    TellHouseTerms,
    TellServiceTerms,
    Terms,
    Undo,
    UndoFollowUp,
)
from smplat_core.kernel import ActionNotAllowed, Cause, acting_as, evolve
from smplat_core.testing.builders.guardrails import (
    DAY,
    FOLLOWERS,
    NOON,
    a_floor,
    a_follow_up,
    a_policy,
    a_service,
    some_terms,
)
from smplat_memory import ManualClock, MemoryDatabase, SequentialIds

ANN = Cause(actor="user:ann", correlation_id="c")


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase(clock=ManualClock(NOON), ids=SequentialIds())


def test_terms_told_for_the_first_time_tell_of_it() -> None:
    told = a_service(terms=some_terms())

    assert (told.id, told.service) == (UUID(int=0x5E8), FOLLOWERS)
    assert (told.version, told.changed_at) == (0, NOON)
    assert told.news == (
        ServiceTermsTold(
            at=NOON,
            provider="acme",
            service="followers",
            before=None,
            after=some_terms(),
            reason="first price list",
        ),
    )


def test_other_terms_tell_what_they_were_and_why() -> None:
    told = evolve(a_service(), news=())

    changed = told.change(some_terms("Fans"), reason=" renamed ", at=NOON + DAY)

    assert (changed.terms, changed.changed_at) == (some_terms("Fans"), NOON + DAY)
    assert changed.news == (
        ServiceTermsTold(
            at=NOON + DAY,
            provider="acme",
            service="followers",
            before=some_terms(),
            after=some_terms("Fans"),
            reason="renamed",
        ),
    )


def test_the_same_terms_again_change_nothing() -> None:
    told = a_service()

    assert told.change(some_terms(), reason="x", at=NOON + DAY) is told
    house = HouseTerms()
    assert house.change(MarginPolicy(), (), reason="x", at=NOON) is house


def test_the_terms_of_the_house_tell_what_they_were() -> None:
    fee = Fee(label="card", percent=Decimal(2))

    changed = HouseTerms().change(a_policy(a_floor("1")), (fee,), reason="x", at=NOON)

    assert (changed.policy, changed.fees, changed.changed_at) == (
        a_policy(a_floor("1")),
        (fee,),
        NOON,
    )
    assert changed.news == (
        HouseTermsTold(
            at=NOON,
            before=MarginPolicy(),
            after=a_policy(a_floor("1")),
            fees_before=(),
            fees_after=(fee,),
            reason="x",
        ),
    )


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
def test_nothing_is_told_without_a_reason(reason: str) -> None:
    with pytest.raises(BadReason):
        a_service().change(some_terms("B"), reason=reason, at=NOON)
    with pytest.raises(BadReason):
        HouseTerms().change(a_policy(), (), reason=reason, at=NOON)
    with pytest.raises(BadReason):
        ServiceTerms.told(
            ServiceTermsId(UUID(int=1)), FOLLOWERS, some_terms(), reason=reason, at=NOON
        )


@pytest.mark.parametrize(
    ("provider", "service", "pointers"),
    [
        ("", "x", ["/provider"]),
        ("x", "a b", ["/service"]),
        ("-x", "x/y", ["/provider", "/service"]),
        ("x" * 81, "é", ["/provider", "/service"]),
    ],
)
def test_a_service_has_a_name_addresses_can_hold(
    provider: str, service: str, pointers: list[str]
) -> None:
    ref = ServiceRef(provider=provider, service=service)

    with pytest.raises(BadService) as refused:
        ServiceTerms.told(ServiceTermsId(UUID(int=1)), ref, some_terms(), reason="x", at=NOON)

    assert [error.pointer for error in refused.value.errors] == pointers


def test_a_name_may_use_all_it_may() -> None:
    ref = ServiceRef(provider="A" * 80, service="0.a_b:c-D")

    told = ServiceTerms.told(ServiceTermsId(UUID(int=1)), ref, some_terms(), reason="x", at=NOON)

    assert told.service == ref


@pytest.mark.parametrize("label", ["", " ", "x" * 121, "a\tb"])
def test_a_label_is_one_line_of_bounded_length(label: str) -> None:
    with pytest.raises(BadService) as refused:
        Terms(label=label)

    assert refused.value.errors[0].pointer == "/label"


def test_a_label_may_be_as_long_as_it_may() -> None:
    assert Terms(label="x" * 120).label == "x" * 120


def test_fees_are_few_and_each_has_its_own_label() -> None:
    ten = tuple(Fee(label=f"fee {n}") for n in range(10))

    assert Terms(label="x", fees=ten).fees == ten
    for bad in ((*ten, Fee(label="one more")), (Fee(label="a"), Fee(label="a"))):
        with pytest.raises(BadPolicy) as refused:
            Terms(label="x", fees=bad)
        assert refused.value.errors[0].pointer == "/fees"
        with pytest.raises(BadPolicy):
            HouseTerms().change(MarginPolicy(), bad, reason="x", at=NOON)


# --- Use cases -----------------------------------------------------------------------------


async def test_telling_makes_a_service_known_and_then_changes_it(
    database: MemoryDatabase,
) -> None:
    tell = TellServiceTerms(database.begin, database.clock, database.ids)

    first = await tell(FOLLOWERS, some_terms(), reason="a", expected_version=0)
    second = await tell(FOLLOWERS, some_terms("B"), reason="b", expected_version=1)
    same = await tell(FOLLOWERS, some_terms("B"), reason="c")

    assert (first.version, second.version, second.id) == (1, 2, first.id)
    assert first.id == SequentialIds().new()
    assert same == second


@pytest.mark.parametrize("expected", [0, 2])
async def test_who_knows_another_version_is_refused_and_told_which(
    database: MemoryDatabase, expected: int
) -> None:
    tell = TellServiceTerms(database.begin, database.clock, database.ids)
    await tell(FOLLOWERS, some_terms(), reason="a")

    with pytest.raises(ServiceTermsChanged) as refused:
        await tell(FOLLOWERS, some_terms("B"), reason="b", expected_version=expected)

    assert refused.value.current_version == 1


async def test_a_service_nobody_told_of_is_at_no_other_version_than_zero(
    database: MemoryDatabase,
) -> None:
    tell = TellServiceTerms(database.begin, database.clock, database.ids)

    with pytest.raises(ServiceTermsChanged) as refused:
        await tell(FOLLOWERS, some_terms(), reason="a", expected_version=1)

    assert refused.value.current_version == 0


async def test_the_house_is_told_by_whoever_knows_its_version(database: MemoryDatabase) -> None:
    tell = TellHouseTerms(database.begin, database.clock)

    first = await tell(a_policy(), (), reason="a", expected_version=0)
    same = await tell(a_policy(), (), reason="b", expected_version=1)
    with pytest.raises(HouseTermsChanged) as refused:
        await tell(MarginPolicy(), (), reason="c", expected_version=0)

    assert first == same
    assert (first.version, refused.value.current_version) == (1, 1)


class Lever(Undo):
    """Remembers what it took back, or will not."""

    def __init__(self, kind: str, *, stuck: bool = False) -> None:
        self._kind, self.stuck = kind, stuck
        self.undone: list[FollowUp] = []

    @property
    def kind(self) -> str:
        return self._kind

    async def __call__(self, follow_up: FollowUp) -> None:
        if self.stuck:
            raise CannotUndo("the experiment is over")
        self.undone.append(follow_up)


async def raised(database: MemoryDatabase) -> FollowUp:
    async with database.begin() as work:
        return await work.follow_ups.save(a_follow_up())


async def test_a_follow_up_is_undone_by_whoever_knows_how(database: MemoryDatabase) -> None:
    other, right = Lever("services.paused"), Lever("experiments.variant_paused")
    held = await raised(database)
    undo = UndoFollowUp(database.begin, database.clock, [other, right])

    with acting_as(ANN):
        undone = await undo(held.id, reason="too early", expected_version=1)

    assert (undone.state, undone.settled_by, undone.version) == (
        FollowUpState.UNDONE,
        "user:ann",
        2,
    )
    assert undone.settled_at == NOON
    assert (right.undone, other.undone) == ([held], [])
    with pytest.raises(ActionNotAllowed):
        await undo(held.id, reason="again")
    assert len(right.undone) == 1


@pytest.mark.parametrize(
    "levers", [[], [Lever("services.paused")], [Lever("experiments.variant_paused", stuck=True)]]
)
async def test_what_cannot_be_undone_stays_open(
    database: MemoryDatabase, levers: list[Lever]
) -> None:
    held = await raised(database)
    undo = UndoFollowUp(database.begin, database.clock, levers)

    with pytest.raises(CannotUndo):
        await undo(held.id, reason="too early")

    assert database.tables.guardrails.follow_ups[held.id] == held


async def test_a_follow_up_is_accepted(database: MemoryDatabase) -> None:
    held = await raised(database)
    accept = AcceptFollowUp(database.begin, database.clock)

    with acting_as(ANN):
        accepted = await accept(held.id, reason="right so", expected_version=1)

    assert (accepted.state, accepted.settled_by, accepted.reason) == (
        FollowUpState.ACCEPTED,
        "user:ann",
        "right so",
    )
    assert accepted.settled_at == NOON
    with pytest.raises(ActionNotAllowed):
        await accept(held.id, reason="again")


async def test_who_knows_another_version_of_a_follow_up_is_refused(
    database: MemoryDatabase,
) -> None:
    held = await raised(database)
    lever = Lever("experiments.variant_paused")

    for act in (
        UndoFollowUp(database.begin, database.clock, [lever]),
        AcceptFollowUp(database.begin, database.clock),
    ):
        with pytest.raises(FollowUpChanged) as refused:
            await act(held.id, reason="x", expected_version=7)
        assert refused.value.current_version == 1
    assert lever.undone == []


async def test_an_unknown_follow_up_is_not_found(database: MemoryDatabase) -> None:
    with pytest.raises(FollowUpNotFound):
        await AcceptFollowUp(database.begin, database.clock)(a_follow_up().id, reason="x")
