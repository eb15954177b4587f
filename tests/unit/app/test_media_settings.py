"""What a deployment can say of pictures."""

import pytest
from attrs import evolve

from smplat_app.media import limits_of
from smplat_app.settings import BadSettings, MediaSettings, load_settings
from smplat_core.catalog import MediaLimits, MediaType
from tests.unit.app.test_settings import ENOUGH


def test_the_defaults_are_those_of_the_core() -> None:
    assert limits_of(MediaSettings()) == MediaLimits()


def test_types_are_told_in_a_list() -> None:
    settings = load_settings({**ENOUGH, "SMPLAT_MEDIA_TYPES": "image/png, image/jpeg"})

    limits = limits_of(settings.media)

    assert limits == evolve(MediaLimits(), types=frozenset({MediaType.PNG, MediaType.JPEG}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TYPES", "image/svg+xml"),
        ("TYPES", "image/png,,image/gif"),
        ("TYPES", "imageXpng"),
        ("MAX_BYTES", "0"),
        ("MAX_BYTES", "20MB"),
        ("MAX_PIXELS", "1000000000"),
        ("UPLOAD_MINUTES", "0"),
        ("UNUSED_DAYS", "-1"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name.lower()):
        load_settings({**ENOUGH, f"SMPLAT_MEDIA_{name}": value})
