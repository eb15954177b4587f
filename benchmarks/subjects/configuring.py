"""One selection of a configurable product examined, and what its form costs to make ready."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from benchmarks.figures import Figure, at_most
from benchmarks.timing import in_turns
from smplat_core.catalog import (
    Blueprint,
    CalculatorLine,
    Circumstances,
    FieldType,
    Form,
    Option,
    ProductContent,
    RuleSubject,
    Selection,
    ServiceRef,
    ServiceUse,
    prepare,
)
from smplat_core.testing.builders.configuring import (
    SLUG,
    VERSION,
    a_content,
    a_field,
    a_group,
    a_plan,
    an_add_on,
    an_override,
    when,
)
from smplat_patterns import Re2Patterns

WEB: Final = Circumstances(channel="web", region="EU")
CHOSEN: Final = Selection(
    options={"pace": ("drip",)},
    add_ons=("premium",),
    plan="monthly",
    fields={"handle": "@northwind", "days": "10"},
)
WRONG: Final = Selection(
    options={"pase": ("drip",), "audience": ("europ",)},
    add_ons=("premum",),
    fields={"handle": "north wind", "amount": "many"},
)
FEW, MANY = 6, 60
SHORT, LONG = 10_000, 100_000


def measure() -> Iterator[Figure]:
    yield from _examinations()
    yield from _growth()
    yield from _patterns()


def _examinations() -> Iterator[Figure]:
    content = _followers()
    form = _form(content)
    rounds = in_turns(
        {
            "valid": lambda: form.examine(CHOSEN, WEB),
            "wrong": lambda: form.examine(WRONG, WEB),
            "prepare": lambda: _form(content),
        }
    )
    yield Figure("a selection examined", rounds.typical("valid") * 1e9, "ns", at_most(120_000))
    yield Figure("a selection with 5 errors", rounds.typical("wrong") * 1e9, "ns")
    yield Figure("a form made ready", rounds.typical("prepare") * 1e9, "ns")


def _growth() -> Iterator[Figure]:
    """Each field is there because of the one before it: the worst order there is."""
    forms = {count: _form(_chain(count)) for count in (FEW, MANY)}
    rounds = in_turns(
        {
            str(count): lambda form=form: form.examine(Selection(), WEB)
            for count, form in forms.items()
        }
    )
    ratio = rounds.ratio(str(MANY), str(FEW))
    yield Figure(f"{MANY} fields in a chain over {FEW}", ratio, "x", at_most(MANY / FEW))


def _patterns() -> Iterator[Figure]:
    """A pattern made to backtrack, on texts made to make it."""
    pattern = Re2Patterns().compile("(a+)+$")
    texts = {str(length): "a" * length + "b" for length in (SHORT, LONG)}
    rounds = in_turns(
        {name: lambda text=text: pattern.matches(text) for name, text in texts.items()}
    )
    ratio = rounds.ratio(str(LONG), str(SHORT))
    yield Figure(f"(a+)+$ on {LONG:,} over {SHORT:,}", ratio, "x", at_most(1.5 * LONG / SHORT))


def _form(content: ProductContent) -> Form:
    return prepare(content, Re2Patterns(), version=VERSION, slug=SLUG)


def _followers() -> ProductContent:
    drip = when(RuleSubject.OPTION, "drip", key="pace")
    per_day = CalculatorLine(
        key="per-day", label="Every day", expression="amount / days", suffix=" per day"
    )
    return a_content(
        option_groups=(
            a_group(
                "pace",
                options=(
                    Option(key="steady", label="Steady"),
                    Option(key="drip", label="Drip", blueprint=Blueprint(calculator=per_day)),
                ),
                default=("steady",),
            ),
            a_group("audience", "worldwide", "europe", "north-america"),
        ),
        add_ons=(an_add_on("report"), an_add_on("retention"), an_override("premium")),
        plans=(a_plan("once"), a_plan("monthly")),
        fields=(
            a_field("handle", required=True, pattern="@?[A-Za-z0-9._]{1,30}", passthrough=True),
            a_field("amount", FieldType.NUMBER, default="100", minimum=Decimal(50)),
            a_field("days", FieldType.NUMBER, default="7", visible_when=(drip,)),
            a_field("starts_on", FieldType.DATE, visible_when=(drip,)),
            a_field("is_public", FieldType.BOOLEAN, default="true"),
        ),
        service=ServiceUse(service=ServiceRef(provider="p", service="s"), units="amount"),
        platforms=("instagram",),
        channels=("web", "partner"),
    )


def _chain(count: int) -> ProductContent:
    first = a_field("f0", FieldType.BOOLEAN, default="true")
    others = (
        a_field(
            f"f{n}",
            FieldType.BOOLEAN,
            default="true",
            visible_when=(when(RuleSubject.FIELD, "true", key=f"f{n - 1}"),),
        )
        for n in range(count - 1, 0, -1)
    )
    return a_content(fields=(*others, first))
