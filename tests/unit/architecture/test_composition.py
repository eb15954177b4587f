"""The composition root can make everything it offers, in each of its shapes."""

from pathlib import Path

import pytest
from dependency_injector.containers import Container
from dependency_injector.errors import Error
from dependency_injector.providers import Dependency, Provider

from smplat_app.production import Production
from smplat_app.settings import Settings, load_settings
from smplat_app.testing import memory_shape
from smplat_app.work_list import every_job, every_reaction
from smplat_core.jobs import by_name


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Enough to construct everything, and nothing that answers."""
    return load_settings(
        {
            "SMPLAT_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
            "SMPLAT_REDIS_URL": "redis://127.0.0.1:1/0",
            "SMPLAT_STRIPE_SECRET_KEY": "sk_test_nothing",
            "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_nothing",
            "SMPLAT_LEGACY_BASE_URL": "http://127.0.0.1:1",
            "SMPLAT_LEGACY_TOKEN": "nothing",
            "SMPLAT_OBJECTS_URL": f"file://{tmp_path}/objects",
        }
    )


def failures(container: Container) -> dict[str, str]:
    """Providers that cannot make what they promise, and why."""
    found = {}
    for name, provider in sorted(container.providers.items()):
        try:
            made = provider()
        except (Error, TypeError, AttributeError, ValueError) as error:
            found[name] = f"{type(error).__name__}: {error}"
        else:
            found |= {name: "made nothing"} if made is None else {}
    return found


def open_ports(container: Container) -> set[str]:
    """Ports nobody has filled."""

    def is_open(provider: Provider[object]) -> bool:
        return isinstance(provider, Dependency) and not provider.is_defined

    return {name for name, provider in container.providers.items() if is_open(provider)}


def test_the_shape_in_memory_makes_every_use_case() -> None:
    use_cases = memory_shape().use_cases

    assert open_ports(use_cases) == set()
    assert failures(use_cases) == {}


def test_the_shape_for_servers_makes_every_use_case_without_touching_one(
    settings: Settings,
) -> None:
    shape = Production(settings=settings)

    assert failures(shape) == {}
    assert open_ports(shape.use_cases()) == set()
    assert failures(shape.use_cases()) == {}


def test_every_job_and_reaction_can_be_made_and_has_a_name_of_its_own() -> None:
    use_cases = memory_shape().use_cases

    jobs, reactions = every_job(use_cases), every_reaction(use_cases)

    assert all("." in name for name in (*jobs, *by_name(reactions)))
    assert all(reaction.listens_to for reaction in reactions)
