"""Regular expressions that nobody's pattern and nobody's text can slow down, by RE2."""

from smplat_patterns.re2_patterns import LARGEST_PROGRAM, Re2Pattern, Re2Patterns

__all__ = ["LARGEST_PROGRAM", "Re2Pattern", "Re2Patterns"]
