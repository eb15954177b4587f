"""The kit's parents, under the name the tests know them by."""

from smplat_core.testing.builders.parents import keep_companies

__all__ = ["keep_companies"]
