"""Why a person did something by hand."""

from typing import Final

from smplat_core.guardrails.vocabulary import BadReason

LONGEST_REASON: Final = 500


def good_reason(reason: str) -> str:
    """The reason without space around it; or ``BadReason``."""
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON or "\0" in text:
        raise BadReason.at(
            "/reason",
            f"{reason[:80]!r} says no reason",
            accepted=f"1 to {LONGEST_REASON} characters: why this is done by hand",
        )
    return text
