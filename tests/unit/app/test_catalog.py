"""Feature flags as the settings of a deployment write them."""

import pytest

from smplat_app.catalog import flags_of
from smplat_app.settings import BadSettings, load_settings

ENOUGH = {
    "SMPLAT_DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
    "SMPLAT_REDIS_URL": "redis://127.0.0.1:1/0",
    "SMPLAT_STRIPE_SECRET_KEY": "sk_test_nothing",
    "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_nothing",
    "SMPLAT_LEGACY_BASE_URL": "http://127.0.0.1:1",
    "SMPLAT_LEGACY_TOKEN": "nothing",
}


@pytest.mark.parametrize(
    ("text", "flags"),
    [("", set()), ("beta", {"beta"}), ("beta, new-plans", {"beta", "new-plans"}), ("a,", {"a"})],
)
def test_flags_are_read_from_one_line(text: str, flags: set[str]) -> None:
    settings = load_settings(ENOUGH | {"SMPLAT_FEATURE_FLAGS": text})

    assert flags_of(settings.feature_flags) == flags


@pytest.mark.parametrize("text", ["Beta", "new plans", "a;b", "-a"])
def test_what_names_no_flag_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(BadSettings, match="feature_flags"):
        load_settings(ENOUGH | {"SMPLAT_FEATURE_FLAGS": text})
