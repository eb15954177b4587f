"""What holds of every configured price."""

from fractions import Fraction
from math import floor
from typing import Final

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Change,
    Configuration,
    Option,
    OptionGroup,
    Plan,
    ProductContent,
)
from smplat_core.kernel import Currency, ExchangeRate, Money, from_json, to_json
from smplat_core.pricing import CannotPrice, PricingResolution, explain, resolve
from smplat_core.pricing.configured import AppliedVariant, StepKind
from smplat_core.pricing.configured.price import price_configuration
from smplat_core.testing.builders.configured import a_content, a_rate, chosen
from smplat_core.testing.builders.pricing import NOON, a_candidate, a_request

CURRENCIES: Final = (Currency.JPY, Currency.EUR, Currency.BHD)
"""Of no, two and three decimals."""

currencies = st.sampled_from(CURRENCIES)
amounts = st.builds(Money, st.integers(-2_000, 100_000), currencies)
percents = st.decimals(-40, 300, places=3)
changes = (
    st.none()
    | st.builds(
        Change,
        amounts=st.lists(amounts, min_size=1, max_size=3, unique_by=lambda m: m.currency).map(
            tuple
        ),
    )
    | st.builds(Change, percent=percents)
)
formulas = st.sampled_from(["base", "base * amount", "base * 1.005 + quantity", "amount + 0.5"])


@st.composite
def contents(draw: st.DrawFn) -> ProductContent:
    def options(group: int) -> tuple[Option, ...]:
        return tuple(
            Option(key=f"o{place}", label=f"Option {group}.{place}", change=draw(changes))
            for place in range(draw(st.integers(1, 3)))
        )

    return a_content(
        price=draw(formulas),
        option_groups=tuple(
            OptionGroup(key=f"g{place}", label=f"Group {place}", options=options(place))
            for place in range(draw(st.integers(0, 3)))
        ),
        plans=(Plan(key="p", label="Plan", change=draw(changes)),),
        add_ons=tuple(
            AddOn(
                key=f"a{place}", label=f"Add-on {place}", mode=AddOnMode.FLAT, change=draw(changes)
            )
            for place in range(draw(st.integers(0, 4)))
        ),
    )


@st.composite
def configurations(draw: st.DrawFn, content: ProductContent) -> Configuration:
    every = [f"{g.key}/{o.key}" for g in content.option_groups for o in g.options]
    keys = [add_on.key for add_on in content.add_ons]
    return chosen(
        content,
        *draw(st.lists(st.sampled_from(every), unique=True) if every else st.just([])),
        add_ons=tuple(draw(st.lists(st.sampled_from(keys), unique=True) if keys else st.just([]))),
        plan=draw(st.sampled_from(["p", None])),
        amount=str(draw(st.decimals(0, 1_000, places=2))),
    )


@st.composite
def variants(draw: st.DrawFn) -> AppliedVariant | None:
    delta, factor = draw(st.sampled_from([(None, None), ("delta", None), (None, "multiplier")]))
    if draw(st.booleans()):
        return None
    return AppliedVariant(
        experiment="spring",
        key="v",
        name="V",
        delta=draw(amounts) if delta else None,
        multiplier=draw(st.decimals("0.01", 3, places=3)) if factor else None,
    )


@st.composite
def rates_into(draw: st.DrawFn, asked: Currency) -> tuple[ExchangeRate, ...]:
    rate = st.decimals("0.0001", 999, places=4).filter(lambda number: number > 0)
    return tuple(
        a_rate(str(draw(rate)), other.value, asked.value)
        for other in CURRENCIES
        if other is not asked
    )


@st.composite
def questions(draw: st.DrawFn) -> "Question":
    content, asked = draw(contents()), draw(currencies)
    return Question(
        content,
        draw(configurations(content)),
        asked,
        draw(st.builds(Money, st.integers(0, 1_000_000), currencies)),
        draw(st.integers(1, 1_000)),
        draw(variants()),
        draw(rates_into(asked)),
    )


class Question:
    """One configured product to be priced in one currency."""

    def __init__(
        self,
        content: ProductContent,
        configuration: Configuration,
        asked: Currency,
        base: Money,
        quantity: int,
        variant: AppliedVariant | None,
        rates: tuple[ExchangeRate, ...],
    ) -> None:
        self.content, self.configuration, self.asked = content, configuration, asked
        self.base, self.quantity, self.variant, self.rates = base, quantity, variant, rates

    def answer(self) -> PricingResolution | None:
        row = a_candidate(1, unit_price=self.base)
        found = resolve(a_request(self.quantity, currency=self.base.currency), [row], NOON)
        try:
            return price_configuration(
                found,
                self.content,
                self.configuration,
                currency=self.asked,
                variant=self.variant,
                rates=self.rates,
            )
        except CannotPrice:
            return None

    # --- the same, slowly, with fractions: each amount is converted where it comes in --------

    def slowly(self) -> Fraction | None:
        """The exact price; ``None`` when a step is below zero."""
        price = self._formula()
        totals = [price]
        options = {(one.group, one.option) for one in self.configuration.options}
        for group in self.content.option_groups:
            for option in group.options:
                if (group.key, option.key) in options:
                    price += self._change(option.change, price)
                    totals.append(price)
        if self.configuration.plan:
            price += self._change(self.content.plans[0].change, price)
            totals.append(price)
        before = price
        for add_on in self.content.add_ons:
            if add_on.key in {one.key for one in self.configuration.add_ons}:
                price += self._change(add_on.change, before)
                totals.append(price)
        if self.variant and self.variant.delta:
            price += self._into(
                Fraction(self.variant.delta.to_decimal()), self.variant.delta.currency
            )
        elif self.variant and self.variant.multiplier:
            price *= Fraction(self.variant.multiplier)
        return None if min([*totals, price]) < 0 else price

    def _formula(self) -> Fraction:
        base, quantity = Fraction(self.base.to_decimal()), Fraction(self.quantity)
        amount = Fraction(self.configuration.values[0].text)
        found = {
            "base": base,
            "base * amount": base * amount,
            "base * 1.005 + quantity": base * Fraction("1.005") + quantity,
            "amount + 0.5": amount + Fraction("0.5"),
        }[self.content.price]
        return self._into(found, self.base.currency)

    def _change(self, change: Change | None, before: Fraction) -> Fraction:
        if change is None:
            return Fraction(0)
        if change.percent is not None:
            return before * Fraction(change.percent) / 100
        own = [money for money in change.amounts if money.currency is self.asked]
        money = (own or list(change.amounts))[0]
        return self._into(Fraction(money.to_decimal()), money.currency)

    def _into(self, amount: Fraction, currency: Currency) -> Fraction:
        if currency is self.asked:
            return amount
        (rate,) = [rate for rate in self.rates if rate.base is currency]
        return amount * Fraction(rate.rate)


@given(questions())
def test_the_price_is_the_exact_one_rounded_once(question: Question) -> None:
    resolution, exact = question.answer(), question.slowly()

    if exact is None:
        assert resolution is None
    elif resolution is not None:
        minor = floor(exact * 10**question.asked.exponent + Fraction(1, 2))
        assert resolution.unit_price == Money(minor, question.asked)
        assert resolution.line_total == resolution.unit_price * question.quantity


@given(questions())
def test_the_stored_trace_recomputes_the_amount_to_the_last_minor_unit(question: Question) -> None:
    resolution = question.answer()
    if resolution is None or resolution.configured is None:
        return

    restored = from_json(to_json(resolution), PricingResolution)
    explained = explain(restored)

    assert restored.configured == resolution.configured
    assert explained.unit_price == resolution.unit_price
    assert explained.line_total == resolution.line_total
    assert explained.steps == resolution.configured.steps
    assert len(explained.step_sentences) == len(explained.steps)


@given(questions())
def test_every_total_is_the_one_before_and_the_delta_and_none_is_below_zero(
    question: Question,
) -> None:
    resolution = question.answer()
    if resolution is None or resolution.configured is None:
        return
    steps = resolution.configured.steps

    totals = [Fraction(0), *(Fraction(step.total) for step in steps)]
    for step, before, after in zip(steps, totals, totals[1:], strict=False):
        assert before + Fraction(step.delta) == after
        assert after >= 0
    order = list(StepKind)
    places = [order.index(step.kind) for step in steps]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(order) - 1)


@given(questions())
def test_an_add_on_comes_to_the_same_whatever_other_add_ons_are_chosen(question: Question) -> None:
    resolution = question.answer()
    if resolution is None or resolution.configured is None:
        return
    for pricing in resolution.configured.add_ons:
        alone = chosen(
            question.content,
            *(f"{one.group}/{one.option}" for one in question.configuration.options),
            add_ons=(pricing.key,),
            plan=question.configuration.plan.key if question.configuration.plan else None,
            amount=question.configuration.values[0].text,
        )
        other = Question(
            question.content,
            alone,
            question.asked,
            question.base,
            question.quantity,
            None,
            question.rates,
        ).answer()
        if other is not None and other.configured is not None:
            assert other.configured.add_ons[0].delta == pricing.delta
            assert abs(Fraction(pricing.delta) - Fraction(pricing.price_delta.to_decimal())) <= (
                Fraction(1, 2 * 10**question.asked.exponent)
            )


@given(questions())
def test_the_order_choices_are_named_in_changes_nothing(question: Question) -> None:
    backwards = Question(
        question.content,
        _reversed(question.configuration),
        question.asked,
        question.base,
        question.quantity,
        question.variant,
        question.rates,
    )

    one, other = question.answer(), backwards.answer()

    assert (one and one.unit_price) == (other and other.unit_price)


def _reversed(configuration: Configuration) -> Configuration:
    return evolve(
        configuration,
        options=tuple(reversed(configuration.options)),
        add_ons=tuple(reversed(configuration.add_ons)),
    )
