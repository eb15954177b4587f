"""Changing how a scenario is carried out."""

from attrs import frozen

from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.scenarios import ScenarioConfig, ScenarioEdit
from smplat_core.automation.vocabulary import Scenario, ScenarioChanged
from smplat_core.kernel import Begin, Clock


@frozen
class EditScenario:
    """Change settings of a scenario. The next attempt obeys them."""

    begin: Begin[AutomationWork]
    clock: Clock

    async def __call__(
        self, scenario: Scenario, edit: ScenarioEdit, *, expected_version: int | None = None
    ) -> ScenarioConfig:
        async with self.begin() as work:
            config = await work.scenario_configs.get(scenario)
            if expected_version not in (None, config.version):
                raise ScenarioChanged(
                    f"the settings are at version {config.version}, not {expected_version}",
                    current_version=config.version,
                )
            edited = config.edited(edit, at=self.clock.now())
            return config if edited is config else await work.scenario_configs.save(edited)
