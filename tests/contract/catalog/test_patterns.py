"""The suite on every ``Patterns``, and the words of RE2's refusals."""

import pytest

from smplat_core.catalog import BadPattern, Patterns
from smplat_core.testing.suites import PatternsContract
from smplat_patterns import LARGEST_PROGRAM, Re2Patterns


class TestPatterns(PatternsContract):
    """The one engine, which serves a system in memory as well: it computes and touches nothing."""

    @pytest.fixture
    def patterns(self) -> Patterns:
        return Re2Patterns()


@pytest.mark.parametrize(
    ("pattern", "detail", "accepted"),
    [
        ("(?!x)a", "looks around with (?!", "what the text is"),
        (r"(a)\1", "refers back to an earlier group", "written out"),
        ("a++", "uses ++", "without it"),
        (r"a\Z", r"ends in \Z", "whole text must match anyway"),
        (r"[\p{L}\p{N}]{500}", f"more than {LARGEST_PROGRAM} instructions", "+ or *"),
        (r"[\p{L} ]{30}", f"more than {LARGEST_PROGRAM} instructions", "bounded by the field"),
        ("[", "is no regular expression: missing ]", "RE2 syntax"),
        (r"\ud8", "is no regular expression", "RE2 syntax"),
    ],
)
def test_a_refusal_says_what_to_write_instead(pattern: str, detail: str, accepted: str) -> None:
    with pytest.raises(BadPattern) as refusal:
        Re2Patterns().compile(pattern)

    (error,) = refusal.value.errors
    assert detail in refusal.value.detail
    assert accepted in error.accepted
    assert error.code == "catalog.bad_pattern"


def test_a_pattern_is_compiled_once() -> None:
    patterns = Re2Patterns()

    assert patterns.compile("[a-z]+") is Re2Patterns().compile("[a-z]+")
