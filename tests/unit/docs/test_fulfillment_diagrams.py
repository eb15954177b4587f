"""The drawings in the fulfillment page are the tables the code runs on."""

import re
from pathlib import Path

from smplat_core.fulfillment import FULFILLMENT_LIFECYCLE, SHIPMENT_LIFECYCLE, vocabulary
from smplat_core.kernel import Refusal

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "fulfillment.md"


def test_the_lifecycles_are_drawn_as_they_are() -> None:
    drawn = re.findall(r"```\{mermaid\}\n(.*?)\n```", PAGE.read_text(), re.DOTALL)

    assert drawn == [FULFILLMENT_LIFECYCLE.mermaid(), SHIPMENT_LIFECYCLE.mermaid()]


def test_every_refusal_is_listed() -> None:
    codes = {
        thing.code
        for thing in vars(vocabulary).values()
        if isinstance(thing, type)
        and issubclass(thing, Refusal)
        and thing.code.startswith("fulfillment.")
    }

    listed = set(re.findall(r"`(fulfillment\.[a-z_]+)`", PAGE.read_text()))

    assert codes <= listed
