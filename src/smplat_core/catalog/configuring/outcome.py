"""A settled case becomes a configuration, with who performs it and how it presents itself."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from smplat_core.calculator import Calculator, CalculatorError
from smplat_core.catalog.configuring.case import FIRST, Case
from smplat_core.catalog.configuring.previews import Number, evaluated
from smplat_core.catalog.configuring.wording import listed, token
from smplat_core.catalog.offers import AddOn, AddOnMode, Blueprint
from smplat_core.catalog.selection import ChosenAddOn, ChosenOption, ChosenPlan, EnteredValue
from smplat_core.kernel import InputError, maker

ZERO = Decimal(0)


def chosen_options(case: Case) -> tuple[ChosenOption, ...]:
    return tuple(
        make_option(shown.group.key, shown.group.label, option.key, option.label)
        for shown in case.groups.values()
        for option in shown.options
        if option.key in shown.chosen
    )


def chosen_add_ons(case: Case) -> list[AddOn]:
    return [shown.add_on for shown in case.add_ons.values() if shown.is_chosen]


def frozen_add_on(add_on: AddOn) -> ChosenAddOn:
    return make_add_on(
        add_on.key,
        add_on.label,
        add_on.mode,
        add_on.service,
        add_on.preview_quantity,
        add_on.payload_template,
    )


def chosen_plan(case: Case) -> ChosenPlan | None:
    for shown in case.plans:
        if shown.is_chosen:
            plan = shown.plan
            return ChosenPlan(
                key=plan.key,
                label=plan.label,
                billing=plan.billing,
                interval=plan.interval,
                interval_count=plan.interval_count,
            )
    return None


def entered_values(case: Case) -> tuple[EnteredValue, ...]:
    return tuple(
        make_value(field.key, field.label, field.type, shown.value, field.passthrough)
        for shown in case.fields.values()
        for field in [shown.field]
        if shown.value is not None
    )


def check_overrides(add_ons: Iterable[AddOn], case: Case) -> None:
    """Only one service can perform the line."""
    overriding = [add_on for add_on in add_ons if add_on.mode is AddOnMode.SERVICE_OVERRIDE]
    asked = case.selection.add_ons
    for add_on in overriding[1:]:
        said = f"{overriding[0].label} and {add_on.label} each bring a service of their own"
        accepted = f"one of {listed(other.key for other in overriding)}"
        pointer = "/selection/preset"
        if add_on.key in asked:
            pointer = f"/selection/add_ons/{asked.index(add_on.key)}"
        case.blame(FIRST, InputError(pointer, "catalog.two_services", said, accepted))


def units(formula: Calculator, inputs: Mapping[str, Number], case: Case) -> Decimal | None:
    """How much of the service one unit takes, which is more than nothing; else an error."""
    accepted = "values of which it is a number above zero"
    try:
        found = evaluated(formula, inputs)
    except CalculatorError as error:
        said = f"how much of the service that takes cannot be worked out: {error.detail}"
    else:
        if not isinstance(found, bool) and found > 0:
            return found
        said = f"that would take {found} of the service"
    read = sorted(formula.inputs)
    pointer = f"/selection/fields/{token(read[0])}" if len(read) == 1 else "/selection/fields"
    case.blame(FIRST, InputError(pointer, "catalog.bad_units", said, accepted))
    return None


def blueprint(own: Blueprint, case: Case, add_ons: Iterable[AddOn]) -> Blueprint:
    """The product's, with what chosen options and then add-ons say instead.

    Claims add up; of everything else the last that says it wins.
    """
    tagline, sla, hero, line = own.tagline, own.sla_hours, own.hero, own.calculator
    trust = dict.fromkeys(own.trust)
    is_own = True
    for said in _said(case, add_ons):
        is_own = False
        tagline = said.tagline or tagline
        sla = sla if said.sla_hours is None else said.sla_hours
        hero = said.hero or hero
        line = said.calculator or line
        trust |= dict.fromkeys(said.trust)
    if is_own:
        return own
    return Blueprint(tagline=tagline, sla_hours=sla, hero=hero, trust=tuple(trust), calculator=line)


def _said(case: Case, add_ons: Iterable[AddOn]) -> Iterator[Blueprint]:
    for shown in case.groups.values():
        yield from (option.blueprint for option in shown.options if option.key in shown.chosen)
    yield from (add_on.blueprint for add_on in add_ons)


make_option = maker(ChosenOption)
make_add_on = maker(ChosenAddOn)
make_value = maker(EnteredValue)
