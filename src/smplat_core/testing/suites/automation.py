"""What every ``AutomationSteps``, ``HumanTasks`` and ``ScenarioConfigs`` adapter promises."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from attrs import evolve

from smplat_core.automation import (
    PAYLOADS,
    SHIPPED,
    AutomationStep,
    AutomationStepId,
    HumanTask,
    HumanTaskId,
    Scenario,
    ScenarioChanged,
    ScenarioEdit,
    StepChanged,
    StepNotFound,
    StepState,
    TaskChanged,
    TaskNotFound,
    TaskState,
    TaskSubject,
    payload_of,
)
from smplat_core.fulfillment import ShipmentId
from smplat_core.testing.builders.automation import (
    JOB,
    NOON,
    SHIPMENT,
    USUAL,
    a_queued,
    a_running,
    a_step,
    a_step_in,
)
from smplat_core.testing.builders.parents import keep_shipment
from smplat_core.testing.databases import AutomationDatabase
from smplat_core.testing.promises import Contract

MINUTE = timedelta(minutes=1)


def a_task(number: int = 1) -> HumanTask:
    task_id = HumanTaskId(UUID(int=0x8000 + number))
    return HumanTask.for_failed_step(task_id, a_step_in(StepState.FAILED), USUAL, at=NOON)


async def keep(database: AutomationDatabase, step: AutomationStep) -> AutomationStep:
    async with database.begin() as work:
        return await work.automation_steps.save(step)


async def keep_task(database: AutomationDatabase, task: HumanTask) -> HumanTask:
    async with database.begin() as work:
        return await work.human_tasks.save(task)


class AutomationContract(Contract):
    """What every ``AutomationSteps``, ``HumanTasks`` and ``ScenarioConfigs`` adapter promises."""

    needs = "database"
    shape = AutomationDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _shipment(self, database: AutomationDatabase) -> None:
        async with database.begin() as work:
            await keep_shipment(work)

    @pytest_asyncio.fixture
    async def scenarios(self, database: AutomationDatabase) -> AsyncIterator[AutomationDatabase]:
        """Settings come with the schema and survive other tests: put back what this one changes."""
        yield database
        async with database.begin() as work:
            for config in SHIPPED.values():
                now = await work.scenario_configs.get(config.scenario)
                await work.scenario_configs.save(evolve(config, version=now.version))

    @pytest.mark.parametrize("state", StepState)
    async def test_a_step_in_any_state_can_be_read_back(
        self, database: AutomationDatabase, state: StepState
    ) -> None:
        saved = await keep(database, a_step_in(state))

        async with database.begin() as work:
            found = await work.automation_steps.get(saved.id)

        assert found == saved
        assert (found.version, found.news) == (1, ())

    @pytest.mark.parametrize("scenario", Scenario)
    async def test_the_payload_of_every_scenario_can_be_read_back(
        self, database: AutomationDatabase, scenario: Scenario
    ) -> None:
        fields = {field.name: "Übersee 7" for field in PAYLOADS[scenario].__attrs_attrs__}
        step = a_step(scenario=scenario, payload=payload_of(scenario, fields))

        await keep(database, step)

        async with database.begin() as work:
            assert (await work.automation_steps.get(step.id)).payload == step.payload

    async def test_a_changed_step_is_kept_as_it_now_is(self, database: AutomationDatabase) -> None:
        saved = await keep(database, a_running())

        waiting = await keep(database, saved.attempt_failed("broken", USUAL, at=NOON))

        async with database.begin() as work:
            assert await work.automation_steps.get(saved.id) == waiting
        assert [event.name for event in await database.events()] == [
            "automation.step_queued",
            "automation.step_started",
            "automation.attempt_failed",
        ]

    async def test_an_unknown_step_is_refused(self, database: AutomationDatabase) -> None:
        with pytest.raises(StepNotFound):
            async with database.begin() as work:
                await work.automation_steps.get(AutomationStepId(UUID(int=404)))

    async def test_the_slower_of_two_writers_of_a_step_is_refused(
        self, database: AutomationDatabase
    ) -> None:
        saved = await keep(database, a_queued())
        await keep(database, saved.start(USUAL, job_id=JOB, at=NOON))

        with pytest.raises(StepChanged) as refused:
            await keep(database, saved.fall_back("too slow", at=NOON))

        assert refused.value.current_version == 2

    async def test_many_steps_are_saved_at_once_in_order(
        self, database: AutomationDatabase
    ) -> None:
        old = await keep(database, a_step(3))

        async with database.begin() as work:
            saved = await work.automation_steps.save_all(
                [a_queued(1), a_queued(2), old.queue(at=NOON)]
            )

        async with database.begin() as work:
            found = await work.automation_steps.of_shipment(SHIPMENT)
        assert found == saved
        assert [step.version for step in saved] == [1, 1, 2]

    async def test_one_stale_step_among_many_keeps_all_of_them_out(
        self, database: AutomationDatabase
    ) -> None:
        old = await keep(database, a_step(3))
        await keep(database, old.queue(at=NOON))

        with pytest.raises(StepChanged):
            async with database.begin() as work:
                await work.automation_steps.save_all([a_queued(1), old.queue(at=NOON)])

        async with database.begin() as work:
            assert len(await work.automation_steps.of_shipment(SHIPMENT)) == 1

    async def test_a_shipment_without_steps_has_none(self, database: AutomationDatabase) -> None:
        async with database.begin() as work:
            assert await work.automation_steps.of_shipment(ShipmentId(UUID(int=404))) == ()
            assert await work.automation_steps.save_all(()) == ()

    async def test_stalled_steps_are_those_that_should_have_gone_on(
        self, database: AutomationDatabase
    ) -> None:
        running = evolve(a_running(), last_attempted_at=NOON - 2 * MINUTE)
        queued = evolve(a_queued(2), next_attempt_at=NOON - MINUTE)
        later = evolve(a_queued(3), next_attempt_at=NOON + MINUTE)
        settled = evolve(a_step_in(StepState.SUCCEEDED), id=a_step(4).id)
        planned = a_step(5)
        async with database.begin() as work:
            await work.automation_steps.save_all([running, queued, later, settled, planned])

        async with database.begin() as work:
            stalled = await work.automation_steps.stalled(since=NOON, limit=10)
            first = await work.automation_steps.stalled(since=NOON, limit=1)

        assert [step.id for step in stalled] == [running.id, queued.id]
        assert [step.id for step in first] == [running.id]

    async def test_a_task_can_be_read_back(self, database: AutomationDatabase) -> None:
        saved = await keep_task(database, a_task())

        async with database.begin() as work:
            found = await work.human_tasks.get(saved.id)

        assert (found, found.version) == (saved, 1)

    async def test_a_closed_task_is_kept_with_its_end(self, database: AutomationDatabase) -> None:
        saved = await keep_task(database, a_task())

        done = await keep_task(database, saved.assign("user:ann", at=NOON).complete("ok", at=NOON))

        async with database.begin() as work:
            assert await work.human_tasks.get(saved.id) == done
        assert done.state is TaskState.DONE

    async def test_an_unknown_task_is_refused(self, database: AutomationDatabase) -> None:
        with pytest.raises(TaskNotFound):
            async with database.begin() as work:
                await work.human_tasks.get(HumanTaskId(UUID(int=404)))

    async def test_a_subject_has_one_open_task(self, database: AutomationDatabase) -> None:
        await keep_task(database, a_task(1))

        with pytest.raises(TaskChanged):
            await keep_task(database, a_task(2))

    async def test_a_subject_whose_task_is_closed_can_get_another(
        self, database: AutomationDatabase
    ) -> None:
        first = await keep_task(database, a_task(1))
        await keep_task(database, first.cancel("settled itself", at=NOON))

        second = await keep_task(database, a_task(2))

        async with database.begin() as work:
            assert await work.human_tasks.open_for(second.subject) == second

    async def test_a_subject_without_a_task_has_none_open(
        self, database: AutomationDatabase
    ) -> None:
        async with database.begin() as work:
            found = await work.human_tasks.open_for(TaskSubject("automation_step", UUID(int=404)))

        assert found is None

    async def test_the_slower_of_two_writers_of_a_task_is_refused(
        self, database: AutomationDatabase
    ) -> None:
        saved = await keep_task(database, a_task())
        await keep_task(database, saved.assign("user:ann", at=NOON))

        with pytest.raises(TaskChanged) as refused:
            await keep_task(database, saved.assign("user:bob", at=NOON))

        assert refused.value.current_version == 2

    @pytest.mark.parametrize("scenario", Scenario)
    async def test_every_scenario_starts_with_the_settings_we_ship(
        self, database: AutomationDatabase, scenario: Scenario
    ) -> None:
        async with database.begin() as work:
            config = await work.scenario_configs.get(scenario)

        assert evolve(config, version=0) == SHIPPED[scenario]

    async def test_edited_settings_are_kept(self, scenarios: AutomationDatabase) -> None:
        edit = ScenarioEdit(
            operation="enroll",
            max_attempts=7,
            retry_delay=timedelta(seconds=5),
            timeout=timedelta(seconds=9),
            task_due_in=timedelta(hours=2),
            task_owner="team:night",
            outage_patience=timedelta(hours=1),
        )
        async with scenarios.begin() as work:
            before = await work.scenario_configs.get(Scenario.SENSOR_RETURN)
            saved = await work.scenario_configs.save(before.edited(edit, at=NOON))

        async with scenarios.begin() as work:
            found = await work.scenario_configs.get(Scenario.SENSOR_RETURN)
        assert (found, found.version) == (saved, before.version + 1)
        assert found.retry_delay == timedelta(seconds=5)
        assert (found.task_owner, found.outage_patience) == ("team:night", timedelta(hours=1))
        told = [record for record in await scenarios.events() if record.aggregate_id == found.id]
        assert [record.name for record in told] == ["automation.scenario_changed"]

    async def test_the_slower_of_two_editors_is_refused(
        self, scenarios: AutomationDatabase
    ) -> None:
        async with scenarios.begin() as work:
            before = await work.scenario_configs.get(Scenario.SENSOR_RETURN)
            await work.scenario_configs.save(before)

        with pytest.raises(ScenarioChanged) as refused:
            async with scenarios.begin() as work:
                await work.scenario_configs.save(before)

        assert refused.value.current_version == before.version + 1
