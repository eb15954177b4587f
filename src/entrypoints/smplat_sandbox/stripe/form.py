"""Stripe's form encoding: nested names in brackets, read with Stripe's refusals."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import parse_qsl

from attrs import define, field

from smplat_sandbox.stripe.errors import StripeError, missing, unknown

Node = str | dict[str, "Node"]
Tree = dict[str, Node]

NAME: Final = re.compile(r"[^\[\]]+|\[\]")
DEEPEST: Final = 8
METADATA_KEYS: Final = 50
METADATA_KEY_LENGTH: Final = 40
METADATA_VALUE_LENGTH: Final = 500


def decode(text: str) -> Tree:
    """`a[b][0]=c` as {"a": {"b": {"0": "c"}}}; lists stay numbered, `[]` counts on."""
    tree: Tree = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=20_000):
        parts = NAME.findall(name)
        if not parts or len(parts) > DEEPEST:
            raise StripeError(f"Invalid parameter name: {name[:100]}", param=name[:100])
        place(tree, parts, value=value)
    return tree


def place(tree: Tree, parts: Sequence[str], *, value: str) -> None:
    here = tree
    *way, last = [part if part != "[]" else "" for part in parts]
    for part in way:
        below = here.setdefault(part or str(len(here)), {})
        if not isinstance(below, dict):
            raise StripeError("Invalid object", param=parts[0])
        here = below
    here[last or str(len(here))] = value


@define
class Params:
    """Named values of one level; what nobody read is refused by `finish`."""

    tree: Tree
    name: str = ""
    read: set[str] = field(factory=set)
    below: list["Params"] = field(factory=list)

    @classmethod
    def of(cls, text: str) -> "Params":
        return cls(decode(text))

    def path(self, name: str) -> str:
        return f"{self.name}[{name}]" if self.name else name

    def has(self, name: str) -> bool:
        return name in self.tree

    def text(self, name: str, *, longest: int = 5000) -> str | None:
        """None when it was not sent; an empty string when it was sent empty."""
        self.read.add(name)
        value = self.tree.get(name)
        if isinstance(value, dict):
            raise StripeError(f"Invalid string: {value}", param=self.path(name))
        if value is not None and len(value) > longest:
            raise StripeError(
                f"Invalid string: {value[:10]}...{value[-10:]}; must be at most {longest} characters",
                param=self.path(name),
            )
        return value

    def filled(self, name: str, *, longest: int = 5000) -> str | None:
        """Like `text`, and refuses an empty string."""
        value = self.text(name, longest=longest)
        if value == "":
            raise StripeError(
                f"You passed an empty string for '{self.path(name)}'. We assume empty values are "
                f"an attempt to unset a parameter; however '{self.path(name)}' cannot be unset. "
                "You should remove it from your request or supply a non-empty value.",
                code="parameter_invalid_empty",
                param=self.path(name),
            )
        return value

    def required(self, name: str, *, longest: int = 5000) -> str:
        value = self.filled(name, longest=longest)
        if value is None:
            raise missing(self.path(name))
        return value

    def integer(self, name: str, *, least: int | None = None) -> int | None:
        value = self.filled(name)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise StripeError(
                f"Invalid integer: {value}", code="parameter_invalid_integer", param=self.path(name)
            )
        number = int(value)
        if least is not None and number < least:
            raise StripeError(
                f"This value must be greater than or equal to {least}.",
                code="parameter_invalid_integer",
                param=self.path(name),
            )
        return number

    def decimal(self, name: str, *, places: int) -> Decimal | None:
        value = self.filled(name)
        if value is None:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise StripeError(f"Invalid decimal: {value}", param=self.path(name)) from None
        if not number.is_finite() or number < 0:
            raise StripeError(f"Invalid decimal: {value}", param=self.path(name))
        if number != round(number, places):
            raise StripeError(
                f"Invalid decimal: {value}; must contain at maximum {places} decimal places.",
                param=self.path(name),
            )
        return number

    def flag(self, name: str) -> bool | None:
        value = self.filled(name)
        if value not in (None, "true", "false"):
            raise StripeError(f"Invalid boolean: {value}", param=self.path(name))
        return None if value is None else value == "true"

    def choice(self, name: str, options: Sequence[str]) -> str | None:
        value = self.filled(name)
        if value is not None and value not in options:
            raise StripeError(
                f"Invalid {self.path(name)}: must be one of {', '.join(options)}",
                param=self.path(name),
            )
        return value

    def child(self, name: str) -> "Params | None":
        self.read.add(name)
        value = self.tree.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            raise StripeError("Invalid object", param=self.path(name))
        child = Params(value, self.path(name))
        self.below.append(child)
        return child

    def children(self, name: str) -> list["Params"]:
        """The objects of a list, in order."""
        group = self.child(name)
        if group is None:
            return []
        found = (group.child(index) for index in group._numbered())  # noqa: SLF001  same class
        return [child for child in found if child is not None]

    def texts(self, name: str) -> list[str] | None:
        """The strings of a list, in order; None when it was not sent."""
        group = self.child(name)
        return None if group is None else [group.required(index) for index in group._numbered()]  # noqa: SLF001  same class

    def metadata(self) -> dict[str, str] | None:
        """What was sent, with an empty value for a key to forget; `metadata=""` forgets all."""
        if self.tree.get("metadata") == "":
            self.read.add("metadata")
            return {}
        group = self.child("metadata")
        if group is None:
            return None
        if len(group.tree) > METADATA_KEYS:
            raise StripeError(
                f"You can only have up to {METADATA_KEYS} metadata keys.",
                param=group.name,
            )
        for key in group.tree:
            if len(key) > METADATA_KEY_LENGTH:
                raise StripeError(
                    f"Metadata keys can be at most {METADATA_KEY_LENGTH} characters; got {key}",
                    param=group.name,
                )
        return {key: group.text(key, longest=METADATA_VALUE_LENGTH) or "" for key in group.tree}

    def ignore(self, *names: str) -> None:
        """Take these as read: known to Stripe, of no consequence here."""
        for name in names:
            self.read.add(name)

    def finish(self) -> None:
        """Refuse whatever was sent and not read, at any depth."""
        left = list(self.unread())
        if left:
            raise unknown(left)

    def unread(self) -> Iterable[str]:
        yield from (self.path(name) for name in self.tree if name not in self.read)
        for child in self.below:
            yield from child.unread()

    def _numbered(self) -> list[str]:
        if not all(name.isdigit() for name in self.tree):
            raise StripeError("Invalid array", param=self.name)
        return sorted(self.tree, key=int)
