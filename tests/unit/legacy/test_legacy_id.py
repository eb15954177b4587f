import pytest

from smplat_core.legacy import LONGEST_LEGACY_ID, BadLegacyId, legacy_id


def test_blanks_around_an_id_are_not_part_of_it() -> None:
    assert legacy_id("  L-100 ") == "L-100"


@pytest.mark.parametrize(
    "text", ["", "   ", ".", "..", "a\x00b", "a\nb", "x" * (LONGEST_LEGACY_ID + 1)]
)
def test_what_could_not_be_an_id_is_refused(text: str) -> None:
    with pytest.raises(BadLegacyId):
        legacy_id(text)
