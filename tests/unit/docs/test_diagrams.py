"""Every drawing of a lifecycle in the docs is the table the code runs on."""

import re
from pathlib import Path

import pytest

from smplat_core import selfcheck

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
BLOCK = re.compile(r"```\{?mermaid\}?\n(.*?)```", re.DOTALL)

selfcheck.load_everything()
DRAWN = {table.mermaid().strip(): name for name, table in selfcheck.lifecycles().items()}
BLOCKS = [
    pytest.param(block.strip(), id=f"{page.name}-{number}")
    for page in sorted(REFERENCE.glob("*.md"))
    for number, block in enumerate(BLOCK.findall(page.read_text()), start=1)
    if block.lstrip().startswith("stateDiagram")
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_drawing_is_made_from_a_table(block: str) -> None:
    assert block in DRAWN


def test_every_table_is_drawn_once() -> None:
    text = "\n".join(page.read_text() for page in sorted(REFERENCE.glob("*.md")))

    missing = {name for drawing, name in DRAWN.items() if text.count(drawing) != 1}

    assert missing == set()
