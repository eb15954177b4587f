"""Names and small values the automation context is spoken in."""

from datetime import timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

AutomationStepId = NewType("AutomationStepId", UUID)
HumanTaskId = NewType("HumanTaskId", UUID)

LONGEST_TEXT: Final = 2_000
LONGEST_NAME: Final = 200
MOST_STEPS: Final = 200
"""Planned steps of one shipment."""


class StepNotFound(NotFound):
    """No automation step has this id, or not for this caller."""

    code = "automation.step_not_found"


class StepChanged(Stale):
    """Somebody else changed the step first."""

    code = "automation.step_changed"


class TaskNotFound(NotFound):
    """No human task has this id, or not for this caller."""

    code = "automation.task_not_found"


class TaskChanged(Stale):
    """Somebody else changed the task, or opened one for the same subject, first."""

    code = "automation.task_changed"


class TaskTaken(NotAllowed):
    """Somebody else is answerable for the task."""

    code = "automation.task_taken"


class ScenarioChanged(Stale):
    """Somebody else changed the scenario's settings first."""

    code = "automation.scenario_changed"


class UnknownScenario(NotFound):
    """There is no such scenario; the detail names those there are."""

    code = "automation.unknown_scenario"


class BadScenario(Invalid):
    """A setting of the scenario is out of bounds; every wrong one is named at once."""

    code = "automation.bad_scenario"


class BadPayload(Invalid):
    """The payload is not what its scenario works on; every wrong field is named at once."""

    code = "automation.bad_payload"


class BadText(Invalid):
    """Notes or a name are empty, or too long."""

    code = "automation.bad_text"


class BadMoment(Invalid):
    """A moment says how far it is from UTC."""

    code = "automation.bad_moment"


class ItemNotInShipment(Invalid):
    """The shipment has no such item."""

    code = "automation.item_not_in_shipment"


class TooLateToPlan(NotAllowed):
    """The shipment is delivered or cancelled: what is planned now would never start."""

    code = "automation.too_late_to_plan"


class TooManySteps(NotAllowed):
    """The shipment has as many steps as one may have."""

    code = "automation.too_many_steps"


class Scenario(StrEnum):
    """What the legacy system has to do once a sensor has arrived."""

    SENSOR_VENDOR_FIRST_TIME = "sensor_vendor_first_time"
    SENSOR_PARTNER_FIRST_TIME = "sensor_partner_first_time"
    SENSOR_VENDOR_REPLACEMENT = "sensor_vendor_replacement"
    SENSOR_PARTNER_REPLACEMENT = "sensor_partner_replacement"
    SENSOR_RETURN = "sensor_return"

    @classmethod
    def named(cls, text: str) -> "Scenario":
        """The scenario of this name, or ``UnknownScenario``."""
        try:
            return cls(text)
        except ValueError:
            known = ", ".join(cls)
            raise UnknownScenario(f"no scenario {text[:60]!r}; there are: {known}") from None


UNPLANNED: Final = Scenario.SENSOR_VENDOR_FIRST_TIME
"""What starts for a delivered item for which nobody planned anything."""


class TaskKind(StrEnum):
    """Why a person is asked."""

    AUTOMATION_FAILED = "automation_failed"


@frozen
class TaskSubject:
    """The record a task is about: ``TaskSubject("automation_step", step.id)``."""

    kind: str
    id: UUID


ANSWER_MARGIN: Final = timedelta(seconds=15)
"""How long past its timeout an attempt may take to write down how it ended."""

STALLED_AFTER: Final = timedelta(minutes=2)
"""How long a step may be overdue before it is queued anew."""


def is_readable(text: str) -> bool:
    """Whether it holds only printable characters, line ends and tabs."""
    return all(letter.isprintable() or letter in "\n\t" for letter in text)


def checked_text(text: str, pointer: str, *, longest: int = LONGEST_TEXT) -> str:
    """The text without surrounding space.

    ``BadText`` when it is empty, too long, or holds characters nobody can read.
    """
    tidy = text.strip()
    if not (1 <= len(tidy) <= longest and is_readable(tidy)):
        said = f"{len(tidy)} characters, or unreadable ones" if tidy else "nothing was written"
        raise BadText.at(pointer, said, accepted=f"1 to {longest} characters")
    return tidy
