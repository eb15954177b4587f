"""What a buyer is asked for, and when."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import frozen


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SELECT = "select"
    DATE = "date"


class RuleSubject(StrEnum):
    """What a visibility rule looks at."""

    OPTION = "option"
    """The options chosen in the group named by ``key``."""
    FIELD = "field"
    """The value of the select or boolean field named by ``key``."""
    ADD_ON = "add_on"
    PLAN = "plan"
    CHANNEL = "channel"
    REGION = "region"


@frozen(kw_only=True)
class VisibilityRule:
    """Holds when at least one of ``any_of`` is what the subject now is."""

    subject: RuleSubject
    key: str = ""
    """Of the option group or the field; empty for the others, of which there is one of each."""
    any_of: tuple[str, ...]
    """Keys of options, add-ons or plans, values of fields (``true``), channels, or regions."""
    negated: bool = False
    """Holds when none of ``any_of`` is."""


Visibility = tuple[VisibilityRule, ...]
"""All of the rules must hold; none at all is always visible. What is hidden counts as not chosen."""

ALWAYS: Final[Visibility] = ()


@frozen(kw_only=True)
class Choice:
    """One of the values a select field may take."""

    value: str
    label: str


@frozen(kw_only=True)
class CustomField:
    """One question to the buyer.

    Values are kept as text in the canonical form of the type: ``100``, ``0.5``, ``true``,
    ``2026-11-21``; number and boolean fields are inputs of the product's formulas by their key.
    """

    key: str
    label: str
    type: FieldType
    required: bool = False
    """While the field is visible."""
    helper_text: str = ""
    default: str | None = None
    """Taken when the buyer says nothing."""
    sample: str | None = None
    """For previews, and for whoever has to see what is meant."""
    choices: tuple[Choice, ...] = ()
    """Of a select."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    """Of a number, both included."""
    decimals: int = 0
    """Of a number: how many digits after the point are accepted, 0 to 12."""
    min_length: int | None = None
    max_length: int | None = None
    """Of a text, in characters."""
    pattern: str | None = None
    """The whole of a text must match; in RE2's language, which never backtracks."""
    earliest: date | None = None
    latest: date | None = None
    """Of a date, both included."""
    passthrough: bool = False
    """Handed to whoever fulfills the line, as it was entered."""
    visible_when: Visibility = ALWAYS
