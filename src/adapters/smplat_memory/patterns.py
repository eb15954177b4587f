"""No engine for patterns at all, for whoever sells nothing that asks for one."""

from attrs import frozen

from smplat_core.catalog import BadPattern, Pattern, Patterns


@frozen
class NoPatterns(Patterns):
    """Refuses every pattern. ``smplat_patterns`` has an engine."""

    def compile(self, pattern: str) -> Pattern:
        raise BadPattern.at(
            "/pattern",
            f"{pattern[:80]!r} needs an engine for patterns, and none is installed",
            accepted="the extra smplat[patterns]",
        )
