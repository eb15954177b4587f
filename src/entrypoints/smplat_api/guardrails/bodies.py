"""Terms, policies and sales as clients send them."""

from typing import Annotated

import msgspec
from attrs import frozen

from smplat_api.exact import DecimalText, exact, part, written
from smplat_api.wire import MoneyBody, ShortText
from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    BadCost,
    BadPolicy,
    BadSale,
    Banding,
    CostBand,
    CostModel,
    Enforcement,
    Fee,
    Floor,
    MarginPolicy,
    Sale,
    Terms,
)
from smplat_core.kernel import Currency

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Name = Annotated[str, msgspec.Meta(max_length=80, examples=["acme"])]


@frozen
class CostBandBody:
    """Units above the band before it, up to and including ``up_to``; the last has no end."""

    per_unit: DecimalText
    up_to: DecimalText | None = None
    flat: DecimalText = "0"

    def to_band(self) -> CostBand:
        return CostBand(
            up_to=None if self.up_to is None else exact(self.up_to, "/up_to", refusal=BadCost),
            per_unit=exact(self.per_unit, "/per_unit", refusal=BadCost),
            flat=exact(self.flat, "/flat", refusal=BadCost),
        )

    @classmethod
    def of(cls, band: CostBand) -> "CostBandBody":
        return cls(
            per_unit=written(band.per_unit),
            up_to=None if band.up_to is None else written(band.up_to),
            flat=written(band.flat),
        )


@frozen
class CostBody:
    """``flat`` for each sale, plus the units by one price or by bands; never under ``minimum``.

    ``graduated`` bands charge each unit by its own band, ``volume`` bands all units by the band of
    the whole.
    """

    currency: Annotated[str, msgspec.Meta(max_length=3, examples=["USD"])]
    flat: DecimalText = "0"
    per_unit: DecimalText = "0"
    bands: tuple[CostBandBody, ...] = ()
    banding: Banding = Banding.GRADUATED
    minimum: DecimalText = "0"

    def to_cost(self) -> CostModel:
        bands = []
        for place, band in enumerate(self.bands):
            with part(f"/bands/{place}"):
                bands.append(band.to_band())
        return CostModel(
            currency=Currency.of(self.currency),
            flat=exact(self.flat, "/flat", refusal=BadCost),
            per_unit=exact(self.per_unit, "/per_unit", refusal=BadCost),
            bands=tuple(bands),
            banding=self.banding,
            minimum=exact(self.minimum, "/minimum", refusal=BadCost),
        )

    @classmethod
    def of(cls, cost: CostModel) -> "CostBody":
        return cls(
            currency=cost.currency.value,
            flat=written(cost.flat),
            per_unit=written(cost.per_unit),
            bands=tuple(map(CostBandBody.of, cost.bands)),
            banding=cost.banding,
            minimum=written(cost.minimum),
        )


@frozen
class FeeBody:
    """What somebody takes of every sale: a share of its price, and a fixed amount per line."""

    label: ShortText
    percent: DecimalText = "0"
    fixed: MoneyBody | None = None

    def to_fee(self) -> Fee:
        with part("/fixed"):
            fixed = self.fixed.to_money() if self.fixed else None
        percent = exact(self.percent, "/percent", refusal=BadPolicy)
        return Fee(label=self.label.strip(), percent=percent, fixed=fixed)

    @classmethod
    def of(cls, fee: Fee) -> "FeeBody":
        fixed = None if fee.fixed is None else MoneyBody.of(fee.fixed)
        return cls(label=fee.label, percent=written(fee.percent), fixed=fixed)


def to_fees(bodies: tuple[FeeBody, ...]) -> tuple[Fee, ...]:
    fees = []
    for place, body in enumerate(bodies):
        with part(f"/fees/{place}"):
            fees.append(body.to_fee())
    return tuple(fees)


@frozen
class FloorBody:
    """The least a line may earn: an amount, a percentage of its price, both or neither."""

    amount: MoneyBody | None = None
    percent: DecimalText | None = None

    def to_floor(self) -> Floor:
        with part("/amount"):
            amount = self.amount.to_money() if self.amount else None
        given = self.percent
        percent = None if given is None else exact(given, "/percent", refusal=BadPolicy)
        return Floor(amount=amount, percent=percent)

    @classmethod
    def of(cls, floor: Floor) -> "FloorBody":
        return cls(
            amount=None if floor.amount is None else MoneyBody.of(floor.amount),
            percent=None if floor.percent is None else written(floor.percent),
        )


@frozen
class PolicyBody:
    """Under ``fail`` a sale fails, under ``warn`` it is warned about; ``enforcement`` says what
    becomes of a failure."""

    enforcement: Enforcement
    fail: FloorBody = FloorBody()
    warn: FloorBody = FloorBody()
    cost_required: bool = False
    stale_haircut: DecimalText = "5"
    """Percent that costs are taken to be higher while their exchange rate is stale."""

    def to_policy(self) -> MarginPolicy:
        with part("/warn"):
            warn = self.warn.to_floor()
        with part("/fail"):
            fail = self.fail.to_floor()
        return MarginPolicy(
            enforcement=self.enforcement,
            warn=warn,
            fail=fail,
            cost_required=self.cost_required,
            stale_haircut=exact(self.stale_haircut, "/stale_haircut", refusal=BadPolicy),
        )

    @classmethod
    def of(cls, policy: MarginPolicy) -> "PolicyBody":
        return cls(
            enforcement=policy.enforcement,
            fail=FloorBody.of(policy.fail),
            warn=FloorBody.of(policy.warn),
            cost_required=policy.cost_required,
            stale_haircut=written(policy.stale_haircut),
        )


@frozen
class ServiceTermsBody:
    """Everything there is to say of a service; what is left out is no longer so."""

    label: ShortText
    reason: Reason
    offered: bool = True
    cost: CostBody | None = None
    fees: tuple[FeeBody, ...] = ()
    policy: PolicyBody | None = None
    """Null lets the policy of the house hold."""

    def to_terms(self) -> Terms:
        with part("/cost"):
            cost = self.cost.to_cost() if self.cost else None
        with part("/policy"):
            policy = self.policy.to_policy() if self.policy else None
        return Terms(
            label=self.label.strip(),
            offered=self.offered,
            cost=cost,
            fees=to_fees(self.fees),
            policy=policy,
        )


@frozen
class HouseTermsBody:
    """What every sale is held to whose service does not say otherwise."""

    policy: PolicyBody
    reason: Reason
    fees: tuple[FeeBody, ...] = ()

    def to_policy(self) -> MarginPolicy:
        with part("/policy"):
            return self.policy.to_policy()


@frozen
class ServiceBody:
    """One service of one provider."""

    provider: Name
    service: Name

    def to_ref(self) -> ServiceRef:
        return ServiceRef(provider=self.provider, service=self.service)

    @classmethod
    def of(cls, service: ServiceRef) -> "ServiceBody":
        return cls(service.provider, service.service)


@frozen
class SaleBody:
    """One line somebody might sell."""

    price: MoneyBody
    """Of the whole line."""
    label: ShortText = "a sale"
    service: ServiceBody | None = None
    units: DecimalText = "1"
    """Of the service, for the whole line."""

    def to_sale(self, pointer: str) -> Sale:
        with part(f"{pointer}/price"):
            price = self.price.to_money()
        return Sale(
            pointer=pointer,
            label=self.label,
            price=price,
            service=self.service.to_ref() if self.service else None,
            units=exact(self.units, f"{pointer}/units", refusal=BadSale),
        )


@frozen
class JudgeBody:
    sales: Annotated[tuple[SaleBody, ...], msgspec.Meta(min_length=1, max_length=200)]

    def to_sales(self) -> tuple[Sale, ...]:
        return tuple(sale.to_sale(f"/sales/{place}") for place, sale in enumerate(self.sales))


@frozen
class SettlementBody:
    """Why a follow-up is undone or accepted."""

    reason: Reason
