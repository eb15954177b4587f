"""How a sale stands, for the house's own eyes."""

from attrs import frozen

from smplat_api.access import Caller
from smplat_api.wire import MoneyBody
from smplat_core.guardrails import MarginJudgement, Posture


@frozen
class MarginReasonView:
    code: str
    posture: Posture
    sentence: str


@frozen
class MarginView:
    """What the sale earns, and why that is judged as it is."""

    posture: Posture
    margin: MoneyBody | None
    """Null while a cost is unknown."""
    percent: str | None
    least_price: MoneyBody | None
    """The lowest price of the line that would not fail."""
    refused: bool
    """Whether the sale may not be made."""
    reasons: tuple[MarginReasonView, ...]

    @classmethod
    def of(cls, judgement: MarginJudgement) -> "MarginView":
        margin, least = judgement.margin, judgement.least_price
        return cls(
            posture=judgement.posture,
            margin=None if margin is None else MoneyBody.of(margin),
            percent=None if judgement.percent is None else f"{judgement.percent:f}",
            least_price=None if least is None else MoneyBody.of(least),
            refused=judgement.refuses,
            reasons=tuple(
                MarginReasonView(reason.code, reason.posture, reason.sentence)
                for reason in judgement.reasons
            ),
        )


def margin_for(caller: Caller, judgement: MarginJudgement | None) -> MarginView | None:
    """Costs are no buyer's business: ``None`` for a company's key and without ``pricing:read``."""
    if judgement is None or caller.company is not None or not caller.may("pricing:read"):
        return None
    return MarginView.of(judgement)
