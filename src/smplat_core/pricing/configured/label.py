"""What a configured line is called on orders, invoices and payment pages."""

from collections.abc import Iterator
from typing import Final

from smplat_core.catalog import Configuration, FieldType
from smplat_core.pricing.vocabulary import LONGEST_LABEL

CUT: Final = "..."


def label_of(configuration: Configuration) -> str:
    """The product and what was chosen: ``Followers: Premium, 100, Monthly, + Priority``.

    Numbers and selects are part of it, texts are not: they may be long, and nobody else's
    business. Cut at the longest label there is.
    """
    chosen = ", ".join(_parts(configuration))
    label = f"{configuration.title}: {chosen}" if chosen else configuration.title
    if not label.isprintable():
        label = "".join(letter if letter.isprintable() else " " for letter in label)
    said = " ".join(label.split())
    if len(said) <= LONGEST_LABEL:
        return said
    return said[: LONGEST_LABEL - len(CUT)].rstrip(" ,:") + CUT


def _parts(configuration: Configuration) -> Iterator[str]:
    if configuration.preset is not None:
        yield configuration.preset.label
    yield from (chosen.label for chosen in configuration.options)
    for value in configuration.values:
        if value.type in (FieldType.NUMBER, FieldType.SELECT):
            yield f"{value.label} {value.text}"
    if configuration.plan is not None:
        yield configuration.plan.label
    yield from (f"+ {chosen.label}" for chosen in configuration.add_ons)
