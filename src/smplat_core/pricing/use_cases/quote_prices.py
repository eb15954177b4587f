"""Price many lines at once."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from smplat_core.guardrails import Judged, JudgedFor, JudgeMargins, MarginJudgement, Posture, Sale
from smplat_core.kernel import InputError
from smplat_core.pricing.configured.requests import LineRequest, QuotedLine
from smplat_core.pricing.configured.selling import sale_of
from smplat_core.pricing.refusals import BadQuote, CannotPrice
from smplat_core.pricing.use_cases.price_lines import PriceLines
from smplat_core.pricing.vocabulary import MOST_QUOTE_LINES

A_QUOTE: Final = Judged(purpose=JudgedFor.QUOTE)


@frozen
class QuotePrices:
    """What each line costs now; all lines, or ``CannotPrice`` naming every line that has no price.

    Configured lines are judged by what they earn, and ``MarginBlocked`` names those that may not
    be sold. Pointers are ``/lines/<n>/...``, counted from 0.
    """

    price_lines: PriceLines
    judge: JudgeMargins

    async def __call__(
        self, requests: Sequence[LineRequest], *, judged: Judged = A_QUOTE
    ) -> tuple[QuotedLine, ...]:
        """``judged`` is what the judgements are kept for; a quote that earns enough keeps none."""
        if not 1 <= len(requests) <= MOST_QUOTE_LINES:
            raise BadQuote.at(
                "/lines", f"{len(requests)} lines", accepted=f"1 to {MOST_QUOTE_LINES} lines"
            )
        quoted, errors = list[QuotedLine](), list[InputError]()
        for place, outcome in enumerate(await self.price_lines(requests)):
            errors += [error.under(f"/lines/{place}") for error in outcome.errors]
            quoted += [outcome.quoted] if outcome.quoted else []
        if errors:
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            raise CannotPrice(errors[0].detail + more, errors=tuple(errors))
        places = [place for place, line in enumerate(quoted) if line.configuration is not None]
        sales = [sale_of(quoted[place], pointer=f"/lines/{place}") for place in places]
        margins = dict(zip(places, await self._judged(sales, judged), strict=True))
        return tuple(evolve(line, margin=margins.get(n)) for n, line in enumerate(quoted))

    async def _judged(self, sales: Sequence[Sale], judged: Judged) -> Sequence[MarginJudgement]:
        if not sales:
            return ()
        if judged.purpose is JudgedFor.QUOTE:
            looked = await self.judge.look(sales)
            if all(each.posture is Posture.PASS for each in looked):
                return looked
        return await self.judge(sales, judged)
