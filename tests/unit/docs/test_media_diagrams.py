"""The reference page of media shows the lifecycle, the settings and the refusals of the code."""

from pathlib import Path
from types import ModuleType

import attrs
import pytest

from smplat_app.settings import MediaSettings
from smplat_core.catalog import CLEAN_UP_MEDIA, MEDIA_LIFECYCLE, DiscardReason, MediaState
from smplat_core.catalog.media import events, vocabulary
from smplat_core.kernel import Event, Refusal

PAGE = (Path(__file__).parents[3] / "docs/reference/media.md").read_text()


def names(module: ModuleType, base: type, attribute: str) -> list[str]:
    """What the classes of this module under ``base`` are called by others."""
    return sorted(
        {
            getattr(each, attribute)
            for each in vars(module).values()
            if isinstance(each, type)
            and issubclass(each, base)
            and each.__module__ == module.__name__
            and attribute in vars(each)
        }
    )


def test_the_drawing_is_the_table() -> None:
    assert f"```{{mermaid}}\n{MEDIA_LIFECYCLE.mermaid()}\n```" in PAGE


@pytest.mark.parametrize("word", [CLEAN_UP_MEDIA, *MediaState, *DiscardReason])
def test_every_state_and_reason_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize("name", names(events, Event, "name"))
def test_every_event_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("code", names(vocabulary, Refusal, "code"))
def test_every_refusal_is_explained(code: str) -> None:
    assert code == "media.flawed" or f"`{code}`" in PAGE


@pytest.mark.parametrize("setting", attrs.fields(MediaSettings), ids=lambda field: field.name)
def test_every_setting_is_shown_with_its_default(setting: "attrs.Attribute[object]") -> None:
    (row,) = [line for line in PAGE.splitlines() if f"SMPLAT_MEDIA_{setting.name.upper()}`" in line]

    assert str(setting.default) in row
