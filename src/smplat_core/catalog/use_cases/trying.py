"""Trying a field out before anyone else meets it."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from smplat_core.catalog.checking.fields import field_faults
from smplat_core.catalog.configuring.entering import Problem, missing, reader
from smplat_core.catalog.fields import CustomField, FieldType
from smplat_core.catalog.ports import Patterns
from smplat_core.catalog.refusals import BadContent
from smplat_core.kernel import InputError

MOST_TEXTS: Final = 100
"""Tried at once."""


@frozen(kw_only=True)
class Tried:
    """What becomes of one text that is typed into a field."""

    text: str
    value: str | None
    """What would be kept; ``None`` where that is nothing, or the text is refused."""
    error: InputError | None
    """What a buyer would be told."""


@frozen
class TryField:
    """What a field, by itself, makes of some texts: its pattern, ranges and choices at work."""

    patterns: Patterns

    async def __call__(self, field: CustomField, texts: Sequence[str]) -> tuple[Tried, ...]:
        """One answer for each text. ``BadContent`` when the field cannot be one, with pointers
        under ``/field``; or when there are too many texts."""
        errors = tuple(field_faults(field, "/field", self.patterns))
        if len(texts) > MOST_TEXTS:
            said = f"there are {len(texts)} texts"
            accepted = f"up to {MOST_TEXTS}"
            errors = (*errors, InputError("/texts", "catalog.too_many", said, accepted))
        if errors:
            raise BadContent(errors[0].detail, errors=errors)
        has_pattern = field.pattern is not None and field.type is FieldType.TEXT
        pattern = self.patterns.compile(field.pattern or "") if has_pattern else None
        read = reader(field, pattern)
        return tuple(
            _tried(n, text, read(text) if text.strip() else _empty(field))
            for n, text in enumerate(texts)
        )


def _empty(field: CustomField) -> str | Problem:
    return missing(field) if field.required else ""


def _tried(n: int, text: str, found: str | Problem) -> Tried:
    if isinstance(found, Problem):
        error = InputError(f"/texts/{n}", found.code, found.detail, found.accepted)
        return Tried(text=text, value=None, error=error)
    return Tried(text=text, value=found or None, error=None)
