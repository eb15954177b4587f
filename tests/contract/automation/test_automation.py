"""The suite on every ``AutomationSteps``, ``HumanTasks`` and ``ScenarioConfigs``."""

from smplat_core.testing.suites import AutomationContract


class TestAutomation(AutomationContract):
    """In memory and on Postgres."""
