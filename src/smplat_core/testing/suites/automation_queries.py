"""What every ``AutomationQueries`` adapter promises."""

from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from attrs import evolve

from smplat_core.automation import (
    SHIPPED,
    AutomationQueries,
    AutomationStepId,
    HumanTask,
    HumanTaskId,
    Scenario,
    StepNotFound,
    StepState,
    TaskFilter,
    TaskState,
    TaskSubject,
)
from smplat_core.kernel import BadPage, PageRequest
from smplat_core.testing.builders.automation import (
    NOON,
    OURS,
    SHIPMENT,
    THEIRS,
    USUAL,
    a_step,
    a_step_in,
)
from smplat_core.testing.builders.parents import keep_shipment
from smplat_core.testing.databases import AutomationDatabase
from smplat_core.testing.promises import Contract

PAGE = PageRequest()

HOUR = timedelta(hours=1)


def a_task(number: int, *, due_in_hours: int) -> HumanTask:
    """About the step of the same number."""
    failed = evolve(a_step_in(StepState.FAILED), id=a_step(number).id)
    task_id = HumanTaskId(UUID(int=0x8000 + number))
    config = evolve(USUAL, task_due_in=due_in_hours * HOUR)
    return HumanTask.for_failed_step(task_id, failed, config, at=NOON)


async def numbers(queries: AutomationQueries, wanted: TaskFilter) -> list[int]:
    page = await queries.tasks(wanted, PAGE, company=None)
    return [task.id.int - 0x8000 for task in page.items]


class AutomationQueriesContract(Contract):
    """What every ``AutomationQueries`` adapter promises."""

    needs = "database"
    shape = AutomationDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _shipment(self, database: AutomationDatabase) -> None:
        async with database.begin() as work:
            await keep_shipment(work)

    @pytest_asyncio.fixture
    async def queries(self, database: AutomationDatabase) -> AutomationQueries:
        """Over two steps, the second another company's, and tasks due in 3, 1 and 2 hours."""
        async with database.begin() as work:
            await work.automation_steps.save_all([a_step(1), a_step(2, company=THEIRS)])
            await work.human_tasks.save(a_task(1, due_in_hours=3))
            await work.human_tasks.save(a_task(2, due_in_hours=1).assign("user:ann", at=NOON))
            third = await work.human_tasks.save(
                evolve(a_task(3, due_in_hours=2), company_id=THEIRS)
            )
            await work.human_tasks.save(third.complete("by phone", at=NOON))
        return database.automation_queries

    async def test_a_step_is_read(self, queries: AutomationQueries) -> None:
        step = await queries.step(a_step(1).id, company=None)

        assert step.scenario is Scenario.SENSOR_VENDOR_FIRST_TIME

    async def test_a_company_does_not_see_the_step_of_another(
        self, queries: AutomationQueries
    ) -> None:
        with pytest.raises(StepNotFound):
            await queries.step(a_step(2).id, company=OURS)

    async def test_an_unknown_step_is_refused(self, queries: AutomationQueries) -> None:
        with pytest.raises(StepNotFound):
            await queries.step(AutomationStepId(UUID(int=404)), company=None)

    async def test_the_steps_of_a_shipment_are_listed_for_who_may_see_them(
        self,
        queries: AutomationQueries,
    ) -> None:
        everything = await queries.steps_of(SHIPMENT, company=None)
        ours = await queries.steps_of(SHIPMENT, company=OURS)

        assert [step.id for step in everything] == [a_step(1).id, a_step(2).id]
        assert [step.id for step in ours] == [a_step(1).id]

    async def test_tasks_are_listed_soonest_due_first(self, queries: AutomationQueries) -> None:
        assert await numbers(queries, TaskFilter()) == [2, 3, 1]

    async def test_each_filter_narrows_the_tasks(self, queries: AutomationQueries) -> None:
        about_one = TaskSubject("automation_step", a_step(1).id)

        assert await numbers(queries, TaskFilter(state=TaskState.OPEN)) == [2, 1]
        assert await numbers(queries, TaskFilter(owner="user:ann")) == [2]
        assert await numbers(queries, TaskFilter(subject=about_one)) == [1]
        assert await numbers(queries, TaskFilter(due_before=NOON + 3 * HOUR)) == [2, 3]

    async def test_a_company_sees_its_own_tasks(self, queries: AutomationQueries) -> None:
        page = await queries.tasks(TaskFilter(), PAGE, company=THEIRS)

        assert [task.resolution for task in page.items] == ["by phone"]

    async def test_pages_of_tasks_follow_one_another(self, queries: AutomationQueries) -> None:
        first = await queries.tasks(TaskFilter(), PageRequest(limit=2), company=None)
        rest = PageRequest.of(limit=2, cursor=first.next_cursor)
        second = await queries.tasks(TaskFilter(), rest, company=None)

        assert [task.id.int - 0x8000 for task in (*first.items, *second.items)] == [2, 3, 1]
        assert second.next_cursor is None

    @pytest.mark.parametrize("after", [("x", "y"), ("2026-01-05", str(UUID(int=1))), ("x",)])
    async def test_a_cursor_of_another_list_is_refused(
        self, queries: AutomationQueries, after: tuple[str, ...]
    ) -> None:
        with pytest.raises(BadPage):
            await queries.tasks(TaskFilter(), PageRequest(after=after), company=None)

    async def test_the_settings_of_every_scenario_are_listed(
        self, queries: AutomationQueries
    ) -> None:
        listed = await queries.scenarios()

        assert [config.scenario for config in listed] == list(Scenario)
        assert [config.operation for config in listed] == [c.operation for c in SHIPPED.values()]
