"""Histories that are whole, and all the ways in which they are not."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import pytest
from attrs import evolve, frozen

from smplat_core.kernel import (
    Event,
    EventRecord,
    FindingKind,
    Fold,
    Lifecycle,
    Story,
    by_name,
    differences,
    moment,
    step,
    to_json,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAMP = UUID(int=7)


class Light(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Turn(StrEnum):
    SWITCH = "switch"
    BREAK = "break"


LIGHT = Lifecycle(
    initial=Light.OFF,
    table={
        Light.OFF: {Turn.SWITCH: Light.ON},
        Light.ON: {Turn.SWITCH: Light.OFF, Turn.BREAK: Light.BROKEN},
        Light.BROKEN: {},
    },
)


@frozen(kw_only=True)
class Hung(Event):
    name: ClassVar[str] = "lamp.hung"

    room: str
    watts: int | None = None
    """Told since the second version."""


@frozen(kw_only=True)
class Switched(Event):
    name: ClassVar[str] = "lamp.switched"

    before: Light
    after: Light


@frozen(kw_only=True)
class Broke(Event):
    name: ClassVar[str] = "lamp.broke"


FOLD = Fold(
    aggregate="lamp",
    steps=by_name(
        step(
            Hung,
            lambda _, event: (
                {"room": event.room, "light": LIGHT.initial.value}
                | ({"watts": event.watts} if event.watts else {})
            ),
            begins=True,
        ),
        step(Switched, lambda _, event: {"light": event.after.value}, moves="light"),
        step(Broke, lambda _, __: {"light": Light.BROKEN.value}, moves="light", through="on"),
    ),
    lifecycles={"light": LIGHT},
    stamp="updated_at",
)


def history(*events: Event) -> list[EventRecord]:
    return [
        EventRecord(
            id=UUID(int=number),
            position=number,
            name=event.name,
            aggregate="lamp",
            aggregate_id=LAMP,
            sequence=number,
            at=event.at,
            actor="tests",
            correlation_id="none",
            causation_id=None,
            payload=to_json(event),
        )
        for number, event in enumerate(events, start=1)
    ]


def hung(*, watts: int | None = 40) -> Hung:
    return Hung(at=NOON, room="hall", watts=watts)


def switched(before: Light, after: Light, *, minutes: int = 1) -> Switched:
    return Switched(at=NOON + timedelta(minutes=minutes), before=before, after=after)


def kinds(story: Story) -> list[FindingKind]:
    return [finding.kind for finding in story.findings]


WHOLE = history(hung(), switched(Light.OFF, Light.ON), switched(Light.ON, Light.OFF, minutes=2))


def test_facts_follow_from_the_events_alone() -> None:
    story = FOLD.replay(WHOLE, LAMP)

    assert story.facts == {
        "room": "hall",
        "watts": 40,
        "light": "off",
        "updated_at": "2026-11-20T12:02:00+00:00",
    }
    assert (story.told, story.findings) == (3, ())


def test_a_beginning_of_the_history_is_what_was_then() -> None:
    story = FOLD.replay(WHOLE[:2], LAMP)

    assert (story.facts["light"], story.at) == ("on", NOON + timedelta(minutes=1))


def test_the_same_events_give_the_same_facts_however_they_are_cut() -> None:
    half = FOLD.replay(WHOLE[:1], LAMP)

    for record in WHOLE[1:]:
        half = FOLD.after(half, record)

    assert half == FOLD.replay(WHOLE, LAMP)


def test_missing_numbers_are_found_and_the_rest_is_replayed() -> None:
    story = FOLD.replay([WHOLE[0], WHOLE[2]], LAMP)

    gap, contradiction = story.findings
    assert (gap.kind, gap.sequence, gap.detail) == (FindingKind.GAP, 3, "event 2 is missing")
    assert contradiction.detail == "lamp.switched comes from on, but it was off"


@pytest.mark.parametrize(
    ("last", "said"),
    [(0, "events 1 to 2 are missing"), (1, "event 2 is missing"), (2, "")],
)
def test_a_consumer_sees_what_it_missed(last: int, said: str) -> None:
    assert WHOLE[2].missed_since(last) == said


def test_a_consumer_sees_what_comes_again_or_too_late() -> None:
    assert WHOLE[1].missed_since(3) == "event 2 came after event 3"


def test_an_event_of_another_version_is_found_and_changes_nothing() -> None:
    renamed = evolve(WHOLE[1], name="lamp.dimmed")

    story = FOLD.replay([WHOLE[0], renamed], LAMP)

    assert kinds(story) == [FindingKind.UNKNOWN_EVENT]
    assert story.facts["light"] == "off"


@pytest.mark.parametrize(
    "payload",
    [{}, {"at": "noon"}, {"at": NOON.isoformat(), "before": "off", "after": "purple"}],
)
def test_what_cannot_be_read_is_found_and_changes_nothing(payload: dict[str, object]) -> None:
    story = FOLD.replay([WHOLE[0], evolve(WHOLE[1], payload=payload)], LAMP)

    assert kinds(story) == [FindingKind.UNREADABLE_EVENT]
    assert story.facts["light"] == "off"


def test_a_step_the_lifecycle_does_not_have_is_found_and_believed() -> None:
    broken = history(
        hung(), switched(Light.OFF, Light.ON), Broke(at=NOON), switched(Light.BROKEN, Light.ON)
    )

    story = FOLD.replay(broken, LAMP)

    (finding,) = story.findings
    assert finding.detail == "lamp.switched takes light from broken to on, which no step does"
    assert story.facts["light"] == "on"


def test_a_step_older_versions_passed_in_silence_is_no_contradiction() -> None:
    story = FOLD.replay(history(hung(), Broke(at=NOON)), LAMP)

    assert story.findings == ()


def test_what_begins_twice_is_found() -> None:
    story = FOLD.replay(history(hung(), hung()), LAMP)

    assert [finding.detail for finding in story.findings] == [
        "lamp.hung begins what had begun already"
    ]


def test_a_row_that_says_the_same_has_no_difference() -> None:
    story = FOLD.replay(WHOLE, LAMP)

    assert differences(story, dict(story.facts)) == ()


@pytest.mark.parametrize("fact", ["room", "watts", "light", "updated_at"])
def test_every_fact_that_differs_is_named_with_both_words(fact: str) -> None:
    story = FOLD.replay(WHOLE, LAMP)

    (found,) = differences(story, {**story.facts, fact: "else"})

    assert (found.field, found.log, found.row) == (fact, story.facts[fact], "else")


def test_what_an_older_version_did_not_tell_is_not_compared() -> None:
    story = FOLD.replay(history(hung(watts=None)), LAMP)

    assert "watts" not in story.facts
    assert differences(story, {**story.facts, "watts": 60}) == ()


def test_one_moment_has_one_name() -> None:
    there = NOON.astimezone(tz=datetime.fromisoformat("2026-01-01T00:00:00-05:00").tzinfo)

    assert moment(there) == moment(NOON) == "2026-11-20T12:00:00+00:00"


def test_two_steps_for_one_event_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two steps"):
        by_name(*FOLD.steps.values(), FOLD.steps["lamp.broke"])
