"""Judge the lines of a sale, keep the judgements, and refuse what may not be sold."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from smplat_core.guardrails.judgements import KeptJudgement
from smplat_core.guardrails.judging import judge
from smplat_core.guardrails.margins import MarginJudgement, MarginQuestion, Sale
from smplat_core.guardrails.ports import (
    CurrencyPair,
    GuardrailsWork,
    KnownTerms,
    Rates,
    ServiceCosts,
)
from smplat_core.guardrails.vocabulary import (
    Judged,
    JudgedFor,
    JudgementId,
    MarginBlocked,
    Posture,
)
from smplat_core.kernel import Begin, Clock, ExchangeRate, Ids, InputError, evolve


@frozen
class JudgeMargins:
    """The one gate of every sale: publishing, quoting and checking out all pass through it.

    At most two reads, whatever the number of lines: the terms, and the rates they need.
    """

    begin: Begin[GuardrailsWork]
    costs: ServiceCosts
    rates: Rates
    clock: Clock
    ids: Ids
    rate_limit: timedelta
    """How old a rate may be before costs are taken at their worst."""

    async def __call__(self, sales: Sequence[Sale], judged: Judged) -> tuple[MarginJudgement, ...]:
        """The judgement of each line, in their order, kept unless somebody only looks.

        Raises ``MarginBlocked`` with every line that may not be sold; what was judged is kept all
        the same, unless a unit of work around this one is undone.
        """
        judgements = await self.look(sales)
        await self._keep(judgements, judged)
        refused = [each.question.sale for each in judgements if each.refuses]
        if refused:
            raise MarginBlocked(
                f"{len(refused)} of {len(sales)} lines earn too little to be sold",
                errors=tuple(_refusal(sale) for sale in refused),
            )
        return judgements

    async def look(self, sales: Sequence[Sale]) -> tuple[MarginJudgement, ...]:
        """The same judgements, of which nothing is kept and for which nothing is refused."""
        wanted = {sale.service for sale in sales if sale.service is not None}
        known = await self.costs.of(wanted)
        now = self.clock.now()
        questions = [_question(sale, known, self.rate_limit, at=now) for sale in sales]
        pairs = {pair for question in questions for pair in _pairs(question)}
        rates = await self.rates.current(pairs) if pairs else {}
        return tuple(judge(_with_rates(question, rates)) for question in questions)

    async def _keep(self, judgements: Iterable[MarginJudgement], judged: Judged) -> None:
        """What nobody performs is not counted, unless it fails: it says nothing of a service."""
        if judged.purpose is JudgedFor.CONFIGURE:
            return
        kept = [
            KeptJudgement(id=JudgementId(self.ids.new()), judged=judged, judgement=judgement)
            for judgement in judgements
            if judgement.question.sale.service or judgement.posture is not Posture.PASS
        ]
        if kept:
            async with self.begin() as work:
                await work.judgements.keep(kept)


def _question(sale: Sale, known: KnownTerms, limit: timedelta, *, at: datetime) -> MarginQuestion:
    house, terms = known.house, known.services.get(sale.service) if sale.service else None
    return MarginQuestion(
        sale=sale,
        known=terms is not None,
        cost=terms.cost if terms else None,
        fees=(*house.fees, *(terms.fees if terms else ())),
        policy=(terms and terms.policy) or house.policy,
        rate_limit=limit,
        asked_at=at,
    )


def _pairs(question: MarginQuestion) -> frozenset[CurrencyPair]:
    """The pairs of currencies a question cannot be answered without."""
    into = question.sale.price.currency
    policy = question.policy
    amounts = [fee.fixed for fee in question.fees]
    amounts += [policy.fail.amount, policy.warn.amount]
    currencies = {amount.currency for amount in amounts if amount is not None}
    if question.cost is not None:
        currencies.add(question.cost.currency)
    return frozenset((each, into) for each in currencies if each is not into)


def _with_rates(
    question: MarginQuestion, rates: Mapping[CurrencyPair, ExchangeRate]
) -> MarginQuestion:
    mine = sorted(pair for pair in _pairs(question) if pair in rates)
    return evolve(question, rates=tuple(rates[pair] for pair in mine)) if mine else question


def _refusal(sale: Sale) -> InputError:
    """Names the line and not what it costs us: buyers read this too."""
    return InputError(
        sale.pointer,
        MarginBlocked.code,
        f"{sale.label!r} earns too little to be sold at {sale.price}",
        "a higher price, or a policy that lets it be sold",
    )
