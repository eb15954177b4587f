"""JSON short enough to be read on a screen."""

import json
from collections.abc import Collection
from typing import Final

WIDTH: Final = 74
LONGEST_TEXT: Final = 56
MOST_ITEMS: Final = 2

Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


def shortened(value: Json, pick: Collection[str] = ()) -> Json:
    """Long texts cut, long lists begun, and of the top object only what was picked."""
    if isinstance(value, dict):
        wanted = {name: value[name] for name in pick if name in value} if pick else value
        return {name: shortened(item) for name, item in wanted.items()}
    if isinstance(value, list):
        shown = [shortened(item, pick) for item in value[:MOST_ITEMS]]
        more = len(value) - len(shown)
        return [*shown, f"... {more} more"] if more else shown
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}..."
    return value


def laid_out(value: Json, indent: int = 0) -> str:
    """What fits on a line stands on a line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, list | dict):
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        lines = [
            f"{json.dumps(name, ensure_ascii=False)}: {laid_out(item, inner)}"
            for name, item in value.items()
        ]
        opening, closing = "{}"
    else:
        lines = [laid_out(item, inner) for item in value]
        opening, closing = "[]"
    body = ",\n".join(" " * inner + line for line in lines)
    return f"{opening}\n{body}\n{' ' * indent}{closing}"
