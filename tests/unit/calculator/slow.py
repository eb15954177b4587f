"""The language once more, written from its description: slowly, over fractions, sharing nothing.

Only what is well formed and well typed is asked of it.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from math import floor, log10
from typing import Any

Tree = tuple[Any, ...]
Plain = Fraction | bool

TOKEN = re.compile(
    r"\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\w+|\*\*|&&|\|\||[<>=!]=|[^\s])"
)
SAME = {"&&": "and", "||": "or", "!": "not", "**": "^"}
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}

DECIDED: Mapping[str, Callable[..., Plain]] = {
    **COMPARED,
    "not": lambda a: not a,
    "unary not": lambda a: not a,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "if": lambda condition, a, b: a if condition else b,
}


class Refused(Exception):
    """The part of a refusal's code after the point."""


def slowly(source: str, values: Mapping[str, Plain], *, lazily: bool = True) -> Plain:
    """The value; or ``Refused``. Not lazily, what is not chosen is worked all the same."""
    return worked(Reader(source).whole(), values, lazily=lazily)


class Reader:
    """A grammar, one method a rule."""

    def __init__(self, source: str) -> None:
        self.words: list[str] = [SAME.get(word, word) for word in TOKEN.findall(source.strip())]
        self.at = 0

    def whole(self) -> Tree:
        tree = self.choice()
        assert self.at == len(self.words), self.words[self.at :]
        return tree

    def choice(self) -> Tree:
        condition = self.either()
        if not self.found("?"):
            return condition
        chosen = self.choice()
        assert self.found(":")
        return ("if", condition, chosen, self.choice())

    def either(self) -> Tree:
        left = self.both()
        while self.found("or"):
            left = ("or", left, self.both())
        return left

    def both(self) -> Tree:
        left = self.negation()
        while self.found("and"):
            left = ("and", left, self.negation())
        return left

    def negation(self) -> Tree:
        return ("not", self.negation()) if self.found("not") else self.comparison()

    def comparison(self) -> Tree:
        left = self.sum()
        operator = self.found(*COMPARED)
        return (operator, left, self.sum()) if operator else left

    def sum(self) -> Tree:
        left = self.product()
        while operator := self.found("+", "-"):
            left = (operator, left, self.product())
        return left

    def product(self) -> Tree:
        left = self.unary()
        while operator := self.found("*", "/", "%"):
            left = (operator, left, self.unary())
        return left

    def unary(self) -> Tree:
        if operator := self.found("-", "+", "not"):
            return (f"unary {operator}", self.unary())
        base = self.atom()
        return ("^", base, self.unary()) if self.found("^") else base

    def atom(self) -> Tree:
        word = self.words[self.at]
        self.at += 1
        if word == "(":
            inner = self.choice()
            assert self.found(")")
            return inner
        if word[0].isdigit() or word[0] == ".":
            return ("value", Fraction(word.rstrip(".")))
        if word in {"true", "false"}:
            return ("value", word == "true")
        if not self.found("("):
            return ("name", word)
        given = [self.choice()]
        while self.found(","):
            given.append(self.choice())
        assert self.found(")")
        return (word, *given)

    def found(self, *words: str) -> str:
        for word in self.words[self.at : self.at + 1]:
            if word in words:
                self.at += 1
                return word
        return ""


def worked(tree: Tree, values: Mapping[str, Plain], *, lazily: bool) -> Plain:
    does, *parts = tree
    if does in {"value", "name"}:
        value: Plain = parts[0] if does == "value" else values[parts[0]]
        return value
    if lazily and does in {"if", "and", "or"}:
        return chosen(does, parts, values)
    given = [worked(part, values, lazily=lazily) for part in parts]
    if does in DECIDED:
        return DECIDED[does](*given)
    return calculated(does, [Fraction(part) for part in given])


def chosen(does: str, parts: list[Tree], values: Mapping[str, Plain]) -> Plain:
    first = worked(parts[0], values, lazily=True)
    if does == "if":
        return worked(parts[1] if first else parts[2], values, lazily=True)
    if bool(first) is (does == "or"):
        return first
    return worked(parts[1], values, lazily=True)


def calculated(does: str, given: list[Fraction]) -> Fraction:
    if does in HANDED_ON:
        return HANDED_ON[does](*given)
    return to_34_digits(RECKONED[does](*given))


def divided(value: Fraction, divisor: Fraction) -> Fraction:
    if not divisor:
        raise Refused("division_by_zero")
    return value / divisor


def remainder(value: Fraction, divisor: Fraction) -> Fraction:
    return value - divisor * (divided(value, divisor) // 1)


def clamped(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    if low > high:
        raise Refused("bad_limits")
    return sorted((low, value, high))[1]


def raised(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(exponent) > 1000:
        raise Refused("bad_power")
    if base == 0 and exponent < 0:
        raise Refused("division_by_zero")
    if base == 0:
        return Fraction(int(exponent == 0))
    if exponent.denominator == 1:
        return Fraction(base**exponent.numerator)
    if base < 0:
        raise Refused("bad_power")
    fine = Context(prec=90, Emin=-(10**6), Emax=10**6)
    logarithm = fine.ln(fine.divide(Decimal(base.numerator), Decimal(base.denominator)))
    power = fine.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    return Fraction(fine.exp(fine.multiply(logarithm, power)))


def to_places(value: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    if places.denominator != 1 or abs(places) > 34:
        raise Refused("bad_places")
    return half_away(value * Fraction(10) ** places.numerator) / Fraction(10) ** places.numerator


def half_away(value: Fraction) -> Fraction:
    size = Fraction((2 * abs(value) + 1) // 2)
    return size if value > 0 else -size


def to_34_digits(value: Fraction) -> Fraction:
    if not value:
        return value
    exponent = floor(log10(abs(value.numerator)) - log10(value.denominator)) + 1
    while abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    unit = Fraction(10) ** (exponent - 33)
    result = half_away(value / unit) * unit
    if abs(result) >= 10**34:
        raise Refused("too_large")
    if exponent < -999:
        raise Refused("too_small")
    return result


HANDED_ON: Mapping[str, Callable[..., Fraction]] = {
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "clamp": clamped,
}
RECKONED: Mapping[str, Callable[..., Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divided,
    "%": remainder,
    "^": raised,
    "unary -": lambda a: -a,
    "unary +": lambda a: a,
    "abs": abs,
    "ceil": lambda a: Fraction(-(-a // 1)),
    "floor": lambda a: Fraction(a // 1),
    "round": to_places,
}
