"""What the house did by itself is looked at once: undone, or left standing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from smplat_core.guardrails import (
    BadFollowUp,
    BadReason,
    FollowUp,
    FollowUpAccepted,
    FollowUpId,
    FollowUpInput,
    FollowUpRaised,
    FollowUpState,
    FollowUpUndone,
    Subject,
)
from smplat_core.kernel import ActionNotAllowed, evolve

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ID = FollowUpId(UUID(int=1))
EXPERIMENT = Subject(kind="experiment", id=UUID(int=2), label="spring-price")
INPUTS = (
    FollowUpInput(name="conversion_delta", value="-0.31"),
    FollowUpInput(name="exposures", value="1204"),
)


def a_follow_up(**changes: object) -> FollowUp:
    fields: dict[str, object] = {
        "subject": EXPERIMENT,
        "summary": "Paused variant b: it converts 31 % worse",
        "inputs": INPUTS,
        "at": NOON,
    }
    kind = str(changes.pop("kind", "experiments.variant_paused"))
    return FollowUp.raised(ID, kind, **(fields | changes))  # type: ignore[arg-type]


def test_it_tells_what_was_done_to_whom_and_on_which_inputs() -> None:
    follow_up = a_follow_up()

    (told,) = follow_up.news
    assert follow_up.state is FollowUpState.OPEN
    assert follow_up.raised_at == NOON
    assert told == FollowUpRaised(
        at=NOON,
        follow_up_id=ID,
        kind="experiments.variant_paused",
        subject_kind="experiment",
        subject_id=EXPERIMENT.id,
        summary="Paused variant b: it converts 31 % worse",
        inputs=INPUTS,
    )
    assert told.subjects == (EXPERIMENT.id,)


def test_an_input_is_read_by_its_name() -> None:
    assert a_follow_up().input("exposures") == "1204"


def test_it_is_undone_by_somebody_for_a_reason() -> None:
    undone = evolve(a_follow_up(), news=()).undo(by="user:ann", reason=" too early ", at=LATER)

    assert undone.state is FollowUpState.UNDONE
    assert (undone.settled_at, undone.settled_by, undone.reason) == (LATER, "user:ann", "too early")
    told = FollowUpUndone(
        at=LATER, follow_up_id=ID, subject_id=EXPERIMENT.id, by="user:ann", reason="too early"
    )
    assert undone.news == (told,)
    assert told.subjects == (EXPERIMENT.id,)


def test_it_is_accepted_by_somebody_for_a_reason() -> None:
    accepted = evolve(a_follow_up(), news=()).accept(by="user:ann", reason="right", at=LATER)

    assert accepted.state is FollowUpState.ACCEPTED
    assert (accepted.settled_at, accepted.settled_by, accepted.reason) == (
        LATER,
        "user:ann",
        "right",
    )
    told = FollowUpAccepted(
        at=LATER, follow_up_id=ID, subject_id=EXPERIMENT.id, by="user:ann", reason="right"
    )
    assert accepted.news == (told,)
    assert told.subjects == (EXPERIMENT.id,)


def test_it_is_settled_once() -> None:
    undone = a_follow_up().undo(by="user:ann", reason="no", at=LATER)
    accepted = a_follow_up().accept(by="user:ann", reason="yes", at=LATER)

    for settled in (undone, accepted):
        with pytest.raises(ActionNotAllowed):
            settled.undo(by="user:ann", reason="no", at=LATER)
        with pytest.raises(ActionNotAllowed):
            settled.accept(by="user:ann", reason="yes", at=LATER)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\0b"])
def test_it_is_not_settled_without_a_reason(reason: str) -> None:
    with pytest.raises(BadReason) as undoing:
        a_follow_up().undo(by="user:ann", reason=reason, at=LATER)
    with pytest.raises(BadReason) as accepting:
        a_follow_up().accept(by="user:ann", reason=reason, at=LATER)

    assert undoing.value.errors[0].pointer == accepting.value.errors[0].pointer == "/reason"


def test_a_reason_may_be_five_hundred_characters() -> None:
    assert a_follow_up().accept(by="user:ann", reason="x" * 500, at=LATER).reason == "x" * 500


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/kind", "paused"),
        ("/kind", "Experiments.paused"),
        ("/kind", ""),
        ("/summary", " "),
        ("/summary", "x" * 501),
        ("/inputs", ()),
        ("/inputs", (INPUTS[0], INPUTS[0])),
    ],
)
def test_it_says_what_was_done_and_on_which_inputs(pointer: str, value: object) -> None:
    with pytest.raises(BadFollowUp) as refused:
        a_follow_up(**{pointer[1:]: value})

    assert refused.value.errors[0].pointer == pointer
