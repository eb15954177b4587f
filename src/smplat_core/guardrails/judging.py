"""Judging a sale: what it earns after cost and fees, and whether that is enough. Pure."""

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from typing import Final

from smplat_core.guardrails.costs import EXACT, ZERO
from smplat_core.guardrails.margins import Figure, MarginJudgement, MarginQuestion, Reason
from smplat_core.guardrails.policy import Floor
from smplat_core.guardrails.vocabulary import CostOutOfBounds, Posture
from smplat_core.kernel import LARGEST_MINOR, Currency, Money

HUNDRED: Final = Decimal(100)


def judge(question: MarginQuestion) -> MarginJudgement:
    """The judgement of one sale.

    Where something is not known, the worst that can be is assumed: a stale rate makes costs and
    floors higher by the policy's haircut, and never ends in a ``pass``; while a cost is unknown,
    a sale that would fail even if it cost nothing fails. ``CostOutOfBounds`` when the cost cannot
    be counted.
    """
    with localcontext(EXACT):
        return _Weighing(question).judgement()


class _Weighing:
    """One judgement in the making: notes each number and each reason as it comes to them."""

    def __init__(self, question: MarginQuestion) -> None:
        self.question = question
        self.sale, self.policy = question.sale, question.policy
        self.currency = question.sale.price.currency
        self.price = question.sale.price.to_decimal()
        self.reasons: list[Reason] = []
        self.figures: list[Figure] = []
        self.known = True
        """Whether every cost and fee is."""

    def judgement(self) -> MarginJudgement:
        self._note("price", self.price, self.currency)
        margin, percent, least = None, None, None
        if self.sale.service is None:
            posture = Posture.FAIL if self.policy.cost_required else Posture.PASS
            self._because("no_cost_known", posture, "no cost known: no service performs it")
        else:
            spent, share = self._cost() + self._fixed_fees(), self._share()
            earned = self._countable(self.price - spent - self.price * share)
            floor = self._worth_of(self.policy.fail, "fail floor")
            if not self._is_under(self.policy.fail, floor, earned, Posture.FAIL):
                warned_at = self._worth_of(self.policy.warn, "warn floor")
                self._is_under(self.policy.warn, warned_at, earned, Posture.WARN)
            if self.known:
                margin = _rounded_down(earned, self.currency)
                percent = self._percent_of(earned)
                least = self._least_price(spent, share, floor)
        return MarginJudgement(
            question=self.question,
            posture=max((each.posture for each in self.reasons), key=_weight, default=Posture.PASS),
            margin=margin,
            percent=percent,
            least_price=least,
            reasons=tuple(self.reasons),
            figures=tuple(self.figures),
        )

    # --- What is spent ---------------------------------------------------------------------

    def _cost(self) -> Decimal:
        service, cost = self.sale.service, self.question.cost
        if not self.question.known:
            self._unknown("unknown_service", f"nobody told the terms of {service}")
        elif cost is None:
            self._unknown("unknown_cost", f"nobody told what {service} costs")
        else:
            self._note("units", self.sale.units, "unit")
            return self._spent("cost", cost.of(self.sale.units), cost.currency)
        self.known = False
        return ZERO

    def _fixed_fees(self) -> Decimal:
        fixed = [(fee.label, fee.fixed) for fee in self.question.fees if fee.fixed]
        spent = (self._spent(label, fee.to_decimal(), fee.currency) for label, fee in fixed)
        return sum(spent, ZERO)

    def _spent(self, name: str, amount: Decimal, currency: Currency) -> Decimal:
        worth = self._worth(name, amount, currency)
        self.known = self.known and worth is not None
        return ZERO if worth is None else worth

    def _share(self) -> Decimal:
        """The part of the price that fees take."""
        share = ZERO
        for fee in self.question.fees:
            if fee.percent:
                part = fee.percent.scaleb(-2)
                self._note(fee.label, self.price * part, self.currency, f"{fee.percent:f} %")
                share += part
        return share

    def _worth(self, name: str, amount: Decimal, currency: Currency) -> Decimal | None:
        """The amount in the currency of the price, at worst; ``None`` while there is no rate."""
        self._note(name, amount, currency)
        if currency is self.currency or not amount:
            return self._countable(amount)
        ways = (rate.between(currency, self.currency) for rate in self.question.rates)
        rate = next((way for way in ways if way is not None), None)
        if rate is None:
            said = f"the {name} is in {currency}, and there is no rate into {self.currency}"
            self._unknown("no_rate", said)
            return None
        converted = rate.convert(amount)
        said = f"{rate.source}, {rate.quoted_at.isoformat()}"
        self._note(f"rate for {name}", rate.rate, f"{rate.quote}/{rate.base}", said)
        age = rate.age(at=self.question.asked_at)
        if age > self.question.rate_limit:
            haircut = self.policy.stale_haircut
            converted += abs(converted) * haircut.scaleb(-2)
            self._note(f"haircut on {name}", haircut, "%")
            self._because(
                "stale_rate",
                Posture.WARN,
                f"the rate for the {name} is {age} old and may be {self.question.rate_limit} old:"
                f" the {name} is taken to be {haircut:f} % higher",
            )
        self._note(name, converted, self.currency)
        return self._countable(converted)

    def _countable(self, amount: Decimal) -> Decimal:
        if abs(amount).scaleb(self.currency.exponent) > LARGEST_MINOR:
            raise CostOutOfBounds.at(
                self.sale.pointer, f"{self.sale.label} costs more than can be counted"
            )
        return amount

    # --- What is left ----------------------------------------------------------------------

    def _worth_of(self, floor: Floor, name: str) -> Decimal | None:
        """The amount a floor asks for, if any is known."""
        if floor.amount is None:
            return None
        return self._worth(name, floor.amount.to_decimal(), floor.amount.currency)

    def _is_under(
        self, floor: Floor, amount: Decimal | None, earned: Decimal, posture: Posture
    ) -> bool:
        earns = "it earns" if self.known else "even at no further cost it would earn"
        under = False
        if amount is not None and earned < amount:
            under = True
            said = f"{earns} {_plain(earned)} {self.currency}, less than {_plain(amount)}"
            self._because("below_amount", posture, said)
        if floor.percent is not None and earned * HUNDRED < floor.percent * self.price:
            under = True
            percent = self._percent_of(earned)
            share = "less than nothing" if percent is None else f"{percent:f} % of its price"
            said = f"{earns} {share}, and has to earn {floor.percent:f} %"
            self._because("below_percent", posture, said)
        return under

    def _percent_of(self, margin: Decimal) -> Decimal | None:
        if not self.price:
            return None
        hundredths = Fraction(margin) * 10_000 / Fraction(self.price)
        return Decimal(hundredths.__floor__()).scaleb(-2)

    def _least_price(self, spent: Decimal, share: Decimal, floor: Decimal | None) -> Money | None:
        """From ``price * (1 - share) - spent`` being no less than each floor that fails."""
        if self.policy.fail.amount is not None and floor is None:
            return None
        kept = 1 - Fraction(share)
        bounds = [(Fraction(0), Fraction(1))]
        if floor is not None:
            bounds.append((Fraction(spent) + Fraction(floor), kept))
        if self.policy.fail.percent is not None:
            bounds.append((Fraction(spent), kept - Fraction(self.policy.fail.percent) / 100))
        lowest = max(needed / part for needed, part in bounds if part > 0)
        minor = (lowest * 10**self.currency.exponent).__ceil__()
        price = Fraction(minor, 10**self.currency.exponent)
        if minor > LARGEST_MINOR or any(price * part < needed for needed, part in bounds):
            return None
        return Money(minor, self.currency)

    # --- Notes -----------------------------------------------------------------------------

    def _unknown(self, code: str, sentence: str) -> None:
        posture = Posture.FAIL if self.policy.cost_required else Posture.WARN
        self._because(code, posture, sentence)

    def _because(self, code: str, posture: Posture, sentence: str) -> None:
        self.reasons.append(Reason(code=code, posture=posture, sentence=sentence))

    def _note(self, name: str, amount: Decimal, unit: str, note: str = "") -> None:
        self.figures.append(Figure(name=name, amount=amount, unit=unit, note=note))


def _weight(posture: Posture) -> int:
    return posture.weight


def _rounded_down(amount: Decimal, currency: Currency) -> Money:
    minor = amount.scaleb(currency.exponent).to_integral_value(ROUND_FLOOR)
    return Money(int(minor), currency)


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
