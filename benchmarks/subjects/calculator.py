"""A price formula compiled and evaluated, beside Python itself and what others would take."""

import ast
import builtins
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

import cel
import rule_engine
import simpleeval
from py_expression_eval import Parser

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.timing import in_turns
from smplat_core.calculator import Value, compile  # noqa: A004 - its name there
from smplat_core.calculator.parser import parse
from smplat_core.calculator.program import translated

FORMULA: Final = "min(amount*0.02, 15) + (days<7 ? 3 : 0)"
PYTHON: Final = "min(amount*rate, most) + (extra if days<soon else none)"
"""The same, its numbers made Decimals beforehand."""
NUMBERS: Final = {
    "rate": Decimal("0.02"),
    "most": Decimal(15),
    "extra": Decimal(3),
    "none": Decimal(0),
    "soon": Decimal(7),
}
AMOUNT: Final = Decimal(250)
DAYS: Final = Decimal(5)
EXACT: Final = {"amount": AMOUNT, "days": DAYS}
WHOLE: Final = {"amount": 250, "days": 5}
FLOATS: Final = {"amount": 250.0, "days": 5.0}


def measure() -> Iterator[Figure]:
    yield from _evaluated()
    yield from _compiled()


def _evaluated() -> Iterator[Figure]:
    calculator = compile(FORMULA)
    program = translated(parse(FORMULA), {}).program
    closure, native = _closure(), _native()
    if program is None or {run() for run in (lambda: program(AMOUNT, DAYS), native)} != {
        Decimal(8)
    }:
        raise AssertionError("what is measured does not agree")
    work: dict[str, Callable[[], object] | str] = {
        "program": "program(amount, days)",
        "closure": "closure(amount, days)",
        "evaluate": "calculator.evaluate(exact)",
        "whole": "calculator.evaluate(whole)",
        "native": "eval(code, space, exact)",
        "simpleeval on Decimal": _simpleeval(),
        "rule-engine": _rule_engine(),
        "cel (Rust, float)": _cel(),
        "py-expression-eval (float)": _py_expression_eval(),
    }
    names = {
        "program": program,
        "closure": closure,
        "amount": AMOUNT,
        "days": DAYS,
        "calculator": calculator,
        "exact": EXACT,
        "whole": WHOLE,
        "code": builtins.compile(PYTHON, "formula", "eval"),
        "space": {"__builtins__": {}, "min": min, **NUMBERS},
    }
    rounds = in_turns(work, names=names)
    for name in work:
        yield Figure(f"evaluate: {name}", rounds.typical(name) * 1e9, "ns")
    yield Figure(
        "program: times the closure", rounds.ratio("program", "closure"), "x", at_most(1.25)
    )
    yield Figure("evaluate: times native", rounds.ratio("evaluate", "native"), "x", at_most(1.3))
    for name, times in (("simpleeval on Decimal", 10), ("cel (Rust, float)", 3)):
        faster = rounds.ratio(name, "evaluate")
        yield Figure(f"evaluate: times faster than {name}", faster, "x", at_least(times))


def _compiled() -> Iterator[Figure]:
    spaces = iter(range(10**9))

    def ours() -> object:
        """Never the same text twice, so that nothing is remembered."""
        return compile(f"{FORMULA}{' ' * (next(spaces) % 1_900)}")

    rounds = in_turns(
        {
            "ours": ours,
            "again": lambda: compile(FORMULA),
            "native": lambda: builtins.compile(PYTHON, "formula", "eval"),
            "simpleeval": lambda: simpleeval.SimpleEval().parse(PYTHON),
            "cel (Rust)": lambda: cel.compile(CEL),
        }
    )
    yield Figure("compile", rounds.typical("ours") * 1e9, "ns")
    yield Figure("compile: what was compiled before", rounds.typical("again") * 1e9, "ns")
    for name in ("native", "simpleeval", "cel (Rust)"):
        yield Figure(f"compile: {name}", rounds.typical(name) * 1e9, "ns")
    yield Figure("compile: times native", rounds.ratio("ours", "native"), "x", at_most(6))


def _closure() -> Callable[[Decimal, Decimal], Decimal]:
    rate, most, extra, none, soon = NUMBERS.values()

    def closure(amount: Decimal, days: Decimal) -> Decimal:
        return min(amount * rate, most) + (extra if days < soon else none)

    return closure


def _native() -> Callable[[], Value]:
    code = builtins.compile(PYTHON, "formula", "eval")
    space = {"__builtins__": {}, "min": min, **NUMBERS}

    def native() -> Value:
        found: Value = eval(code, space, EXACT)  # noqa: S307 - our own text, and the point
        return found

    return native


def _simpleeval() -> Callable[[], object]:
    """Its numbers made Decimals once, when the text is read."""
    engine = simpleeval.SimpleEval(functions={"min": min}, names=EXACT)
    source = "min(amount*0.02, 15) + (3 if days<7 else 0)"
    read = engine.parse(source)
    for node in ast.walk(read):
        if isinstance(node, ast.Constant):
            node.value = Decimal(str(node.value))  # type: ignore[assignment]  # which is what is wanted
    return lambda: engine.eval(source, previously_parsed=read)


def _rule_engine() -> Callable[[], object]:
    rule = rule_engine.Rule("$min([amount*0.02, 15]) + (days<7 ? 3 : 0)")
    return lambda: rule.evaluate(EXACT)


CEL: Final = "(amount*0.02 < 15.0 ? amount*0.02 : 15.0) + (days<7.0 ? 3.0 : 0.0)"


def _cel() -> Callable[[], object]:
    program = cel.compile(CEL)
    return lambda: program.execute(FLOATS)


def _py_expression_eval() -> Callable[[], object]:
    read = Parser().parse("min(amount*0.02, 15) + (days<7)*3")
    return lambda: read.evaluate(FLOATS)
