"""How each scenario is carried out: attempts, patience, and what a person does instead."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from attrs import asdict, evolve, field, frozen

from smplat_core.automation.events import ScenarioEdited, SettingChange
from smplat_core.automation.vocabulary import (
    LONGEST_NAME,
    LONGEST_TEXT,
    BadScenario,
    Scenario,
    is_readable,
)
from smplat_core.kernel import Event, InputError

SCENARIOS: Final = UUID("6f1c7a52-0c7e-5d0a-9f6b-b7f2a40e3c55")

MAX_ATTEMPTS: Final = 3
RETRY_DELAY: Final = timedelta(minutes=10)
TIMEOUT: Final = timedelta(seconds=20)
TASK_DUE_IN: Final = timedelta(hours=24)
OUTAGE_PATIENCE: Final = timedelta(hours=4)
TASK_OWNER: Final = "team:operations"
"""Defaults where a scenario has no settings of its own."""

MOST_ATTEMPTS: Final = 20
LONGEST_DELAY: Final = timedelta(days=1)
LONGEST_TIMEOUT: Final = timedelta(seconds=40)
"""A run of the automation queue ends after 60 s; the attempt must have settled by then."""
LONGEST_DUE_IN: Final = timedelta(days=30)
LONGEST_OUTAGE: Final = timedelta(days=7)
OPERATION: Final = re.compile(r"[a-z][a-z0-9_.]{0,99}")


@frozen(kw_only=True)
class ScenarioConfig:
    """The settings of one scenario, read anew before each attempt."""

    scenario: Scenario
    operation: str
    """What the legacy system calls it."""
    fallback_description: str
    """What a person does when the attempts are spent."""
    max_attempts: int = MAX_ATTEMPTS
    retry_delay: timedelta = RETRY_DELAY
    timeout: timedelta = TIMEOUT
    """How long one attempt may take."""
    task_due_in: timedelta = TASK_DUE_IN
    """How soon a person should have settled a step that failed."""
    task_owner: str = TASK_OWNER
    """Who is answerable for the task until somebody claims it."""
    outage_patience: timedelta = OUTAGE_PATIENCE
    """How long attempts wait for an open breaker before a person has the task."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def id(self) -> UUID:
        """What its history is found under: the same in every installation."""
        return uuid5(SCENARIOS, self.scenario.value)

    def edited(self, edit: "ScenarioEdit", *, at: datetime) -> "ScenarioConfig":
        """With these settings; refuses everything out of bounds at once (``BadScenario``)."""
        given = {name: value for name, value in asdict(edit).items() if value is not None}
        edited = evolve(self, **given)
        if wrong := tuple(_errors(edited)):
            raise BadScenario(f"no settings for {self.scenario}: {wrong[0].detail}", errors=wrong)
        changes = tuple(
            SettingChange(setting=name, before=str(getattr(self, name)), after=str(value))
            for name, value in given.items()
            if getattr(self, name) != value
        )
        if not changes:
            return self
        told = ScenarioEdited(at=at, scenario=self.scenario, changes=changes)
        return evolve(edited, news=(*self.news, told))


def _stripped(text: str | None) -> str | None:
    return text if text is None else text.strip()


@frozen(kw_only=True)
class ScenarioEdit:
    """Which settings shall be others; ``None`` leaves one as it is."""

    operation: str | None = field(default=None, converter=_stripped)
    fallback_description: str | None = field(default=None, converter=_stripped)
    max_attempts: int | None = None
    retry_delay: timedelta | None = None
    timeout: timedelta | None = None
    task_due_in: timedelta | None = None
    task_owner: str | None = field(default=None, converter=_stripped)
    outage_patience: timedelta | None = None


def _errors(config: ScenarioConfig) -> list[InputError]:
    none, second = timedelta(0), timedelta(seconds=1)
    checks = (
        (
            OPERATION.fullmatch(config.operation) is not None,
            "operation",
            repr(config.operation[:40]),
            "small letters, digits, _ and ., at most 100",
        ),
        (
            1 <= len(config.fallback_description) <= LONGEST_TEXT
            and is_readable(config.fallback_description),
            "fallback_description",
            f"{len(config.fallback_description)} characters",
            f"1 to {LONGEST_TEXT} characters",
        ),
        (
            1 <= config.max_attempts <= MOST_ATTEMPTS,
            "max_attempts",
            str(config.max_attempts),
            f"1 to {MOST_ATTEMPTS}",
        ),
        (
            none <= config.retry_delay <= LONGEST_DELAY,
            "retry_delay_seconds",
            str(config.retry_delay),
            f"0 to {LONGEST_DELAY // second}",
        ),
        (
            second <= config.timeout <= LONGEST_TIMEOUT,
            "timeout_seconds",
            str(config.timeout),
            f"1 to {LONGEST_TIMEOUT // second}",
        ),
        (
            second <= config.task_due_in <= LONGEST_DUE_IN,
            "task_due_in_seconds",
            str(config.task_due_in),
            f"1 to {LONGEST_DUE_IN // second}",
        ),
        (
            1 <= len(config.task_owner) <= LONGEST_NAME and config.task_owner.isprintable(),
            "task_owner",
            repr(config.task_owner[:40]),
            f"1 to {LONGEST_NAME} printable characters",
        ),
        (
            second <= config.outage_patience <= LONGEST_OUTAGE,
            "outage_patience_seconds",
            str(config.outage_patience),
            f"1 to {LONGEST_OUTAGE // second}",
        ),
    )
    return [
        InputError(f"/{name}", BadScenario.code, f"{name} cannot be {value}", accepted)
        for good, name, value, accepted in checks
        if not good
    ]


SHIPPED: Final[Mapping[Scenario, ScenarioConfig]] = {
    config.scenario: config
    for config in (
        ScenarioConfig(
            scenario=Scenario.SENSOR_VENDOR_FIRST_TIME,
            operation="register_devices",
            fallback_description="Register the delivered sensors for the buyer by hand in the legacy system.",
        ),
        ScenarioConfig(
            scenario=Scenario.SENSOR_PARTNER_FIRST_TIME,
            operation="register_partner_devices",
            fallback_description="Register the delivered sensors under the partner by hand in the legacy system.",
        ),
        ScenarioConfig(
            scenario=Scenario.SENSOR_VENDOR_REPLACEMENT,
            operation="replace_device",
            fallback_description="Move the asset from the replaced sensor to the new one in the legacy system.",
        ),
        ScenarioConfig(
            scenario=Scenario.SENSOR_PARTNER_REPLACEMENT,
            operation="replace_partner_device",
            fallback_description="Ask the partner to confirm the swap, then move the asset to the new sensor.",
        ),
        ScenarioConfig(
            scenario=Scenario.SENSOR_RETURN,
            operation="return_device",
            fallback_description="Detach the returned sensor from its asset and mark it returned.",
        ),
    )
}
"""What every installation starts with; the migration writes the same rows."""
