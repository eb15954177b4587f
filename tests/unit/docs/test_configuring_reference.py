"""The examples of the reference are what really happens."""

import json
import re
from pathlib import Path

from attrs import asdict

from smplat_core.catalog import Circumstances, ProductContent, Selection
from smplat_core.kernel import from_json
from tests.builders.configuring import form_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "configuring.md"


def test_the_selections_of_the_example_are_answered_as_it_says() -> None:
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    product, *pairs = (json.loads(block) for block in blocks)
    form = form_of(from_json(product, ProductContent))

    answers = []
    for selection in pairs[::2]:
        seen = form.examine(from_json(selection, Selection), Circumstances())
        made = seen.configuration
        answers.append(
            {
                "errors": [asdict(error) for error in seen.errors],
                "cleared": [asdict(told) for told in seen.cleared],
                "previews": [shown.text for shown in seen.previews],
                "values": {value.key: value.text for value in made.values} if made else None,
            }
        )

    assert form.faults == ()
    assert len(answers) == 3
    assert answers == pairs[1::2]


def test_every_code_of_the_core_is_in_the_reference() -> None:
    folder = PAGE.parents[2] / "src" / "smplat_core" / "catalog" / "configuring"
    source = "\n".join(path.read_text() for path in folder.glob("*.py") if path.stem != "differing")
    codes = set(re.findall(r'"(catalog\.[a-z_]+)"', source))
    codes |= {
        f"catalog.no_such_{kind}"
        for kind in re.findall(r'_blame_name\(case, [^\n]*?, "(\w+)", ', source)
    }

    missing = {code for code in codes if f"`{code}`" not in PAGE.read_text()}

    assert missing == set()
    assert len(codes) > 30
