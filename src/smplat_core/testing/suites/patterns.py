"""What every ``Patterns`` adapter promises."""

import pytest

from smplat_core.catalog import LONGEST_PATTERN, BadPattern, Patterns
from smplat_core.testing.promises import Contract


class PatternsContract(Contract):
    """What every ``Patterns`` adapter promises."""

    needs = "patterns"
    shape = Patterns

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("[A-Z]{2}-[0-9]+", "AB-12"),
            ("", ""),
            (r"@[a-z0-9._]{1,30}", "@ana.lima_1"),
            (r"https?://[^\s/]+/.*", "https://example.com/ana"),
            (r"\p{L}+", "Ångström"),
            (r"\p{Han}{2}", "漢字"),
            ("(?i)street", "STREET"),
            ("^ana$", "ana"),
            ("a.c", "a😀c"),
        ],
    )
    def test_a_text_that_is_all_of_what_the_pattern_says_matches(
        self, patterns: Patterns, pattern: str, text: str
    ) -> None:
        assert patterns.compile(pattern).matches(text)

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            ("[A-Z]{2}-[0-9]+", "xAB-12"),
            ("[A-Z]{2}-[0-9]+", "AB-12x"),
            ("ana|bob", "anabob"),
            ("^ana$", "ana\n"),
            ("ana", ""),
            ("a.c", "a\nc"),
            ("ana", "Ana"),
            (".", "\ud800"),
            ("a", "a\x00"),
        ],
    )
    def test_a_text_of_which_a_part_is_something_else_does_not(
        self, patterns: Patterns, pattern: str, text: str
    ) -> None:
        assert not patterns.compile(pattern).matches(text)

    @pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+", r"(a*)*", r"(.*)*c"])
    def test_a_pattern_made_to_backtrack_answers_on_a_long_text(
        self, patterns: Patterns, pattern: str
    ) -> None:
        """An engine that backtracks would be at it for longer than there is time."""
        compiled = patterns.compile(pattern)

        assert not compiled.matches("a" * 100_000 + "b")

    @pytest.mark.parametrize(
        "pattern",
        [
            "(?=a)a",
            "(?!a)b",
            "(?<=a)b",
            "(?<!a)b",
            r"(a)\1",
            "(?P<first>a)(?P=first)",
            "(?>a+)b",
            "a++",
        ],
    )
    def test_what_only_backtracking_can_do_is_refused_with_a_way_out(
        self, patterns: Patterns, pattern: str
    ) -> None:
        with pytest.raises(BadPattern) as refusal:
            patterns.compile(pattern)

        assert "backtracking" in refusal.value.detail
        assert refusal.value.errors[0].accepted

    @pytest.mark.parametrize("pattern", ["[", "(", "*a", "a{2,1}", "[z-a]", "\\", "a)", "\ud800"])
    def test_what_is_no_pattern_is_refused_by_its_name(
        self, patterns: Patterns, pattern: str
    ) -> None:
        with pytest.raises(BadPattern) as refusal:
            patterns.compile(pattern)

        assert repr(pattern) in refusal.value.detail
        assert refusal.value.errors[0].accepted

    @pytest.mark.parametrize(
        "pattern",
        [
            r"\p{L}{1,1000}",
            "((a{100}){100}){100}",
            "(" * (LONGEST_PATTERN // 2) + ")" * (LONGEST_PATTERN // 2) + "a",
            "a" * (LONGEST_PATTERN + 1),
        ],
    )
    def test_a_pattern_that_would_become_large_is_refused(
        self, patterns: Patterns, pattern: str
    ) -> None:
        with pytest.raises(BadPattern):
            patterns.compile(pattern)

    def test_a_pattern_of_the_greatest_length_is_taken(self, patterns: Patterns) -> None:
        text = "a" * LONGEST_PATTERN

        assert patterns.compile(text).matches(text)
