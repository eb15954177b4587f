"""The kit's builders, under the name the tests know them by."""

from smplat_core.testing.builders.billing import *  # noqa: F403 - all of them
