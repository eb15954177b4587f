"""Checks of what is offered: option groups, add-ons, plans, and what each does to the price."""

import re
from decimal import Decimal
from typing import Final

from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.texts import Faults, fault, shown
from smplat_core.catalog.offers import (
    AddOn,
    AddOnMode,
    Billing,
    Blueprint,
    Change,
    OptionGroup,
    Plan,
)
from smplat_core.catalog.vocabulary import MOST_OPTIONS, ServiceRef

MOST_CURRENCIES: Final = 50
LEAST_PERCENT: Final = Decimal(-100)
MOST_PERCENT: Final = Decimal(1_000)
MOST_PERCENT_DECIMALS: Final = 4
LONGEST_TAGLINE: Final = 200
LONGEST_ID: Final = 80
LONGEST_TEMPLATE: Final = 10_000
MOST_TRUST: Final = 12
MOST_SLA_HOURS: Final = 24 * 365
MOST_PREVIEWED: Final = 1_000_000
MOST_INTERVALS: Final = 366

SERVICE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
SLOT: Final = re.compile(r"\{\{([A-Za-z][A-Za-z0-9_.]{0,63})\}\}")


def group_faults(group: OptionGroup, pointer: str) -> Faults:
    yield from texts.key(group.key, f"{pointer}/key")
    yield from texts.label(group.label, f"{pointer}/label")
    at = f"{pointer}/options"
    yield from texts.count(group.options, at, fewest=1, most=MOST_OPTIONS)
    yield from texts.unique(group.options, at, lambda option: option.key, "/key")
    for place, option in enumerate(group.options[:MOST_OPTIONS]):
        each = f"{at}/{place}"
        yield from texts.key(option.key, f"{each}/key")
        yield from texts.label(option.label, f"{each}/label")
        yield from texts.slug(option.feature_flag, f"{each}/feature_flag")
        yield from change_faults(option.change, f"{each}/change")
        yield from blueprint_faults(option.blueprint, f"{each}/blueprint")
    yield from _numbers(group, pointer)


def _numbers(group: OptionGroup, pointer: str) -> Faults:
    offered = len(group.options)
    if not 1 <= group.most <= max(offered, 1):
        said = f"at most {group.most} of {offered} options"
        yield fault(f"{pointer}/most", "out_of_bounds", said, f"1 to {offered}")
    if not 0 <= group.fewest <= group.most:
        said = f"at least {group.fewest} and at most {group.most}"
        yield fault(f"{pointer}/fewest", "out_of_bounds", said, f"0 to {group.most}")
    at = f"{pointer}/default"
    yield from texts.count(group.default, at, most=MOST_OPTIONS)
    yield from texts.unique(group.default, at, str)
    known = {option.key for option in group.options}
    for place, chosen in enumerate(group.default):
        if chosen not in known:
            said = f"{shown(chosen)} is no option of {group.key}"
            yield fault(f"{at}/{place}", "unknown_option", said, texts.names(known))
    if group.default and not group.fewest <= len(group.default) <= group.most:
        said = f"{len(group.default)} options by default"
        yield fault(at, "bad_default", said, f"{group.fewest} to {group.most}, or none")


def add_on_faults(add_on: AddOn, pointer: str) -> Faults:
    yield from texts.key(add_on.key, f"{pointer}/key")
    yield from texts.label(add_on.label, f"{pointer}/label")
    yield from texts.slug(add_on.feature_flag, f"{pointer}/feature_flag")
    yield from change_faults(add_on.change, f"{pointer}/change")
    yield from blueprint_faults(add_on.blueprint, f"{pointer}/blueprint")
    change, at = add_on.change, f"{pointer}/change"
    match add_on.mode:
        case AddOnMode.FLAT if change is None or not change.amounts:
            yield fault(at, "missing_amounts", "a flat add-on says no amounts", "amounts")
        case AddOnMode.PERCENTAGE if change is None or change.percent is None:
            yield fault(at, "missing_percent", "a percentage add-on says no percent", "a percent")
        case _:
            pass
    if add_on.mode is AddOnMode.SERVICE_OVERRIDE:
        yield from _override(add_on, pointer)
        return
    for name in ("service", "preview_quantity", "payload_template"):
        if getattr(add_on, name) is not None:
            said = f"a {add_on.mode} add-on has no {name}"
            accepted = f"{name} of {AddOnMode.SERVICE_OVERRIDE} add-ons"
            yield fault(f"{pointer}/{name}", "not_for_mode", said, accepted)


def _override(add_on: AddOn, pointer: str) -> Faults:
    if add_on.service is None:
        said = "an override says no service"
        yield fault(f"{pointer}/service", "missing_service", said, "a provider and a service")
    else:
        yield from service_faults(add_on.service, f"{pointer}/service")
    at = f"{pointer}/preview_quantity"
    yield from texts.within(add_on.preview_quantity, at, least=1, most=MOST_PREVIEWED)
    if (template := add_on.payload_template) is not None:
        at = f"{pointer}/payload_template"
        yield from texts.prose(template, at, longest=LONGEST_TEMPLATE)
        if "{{" in SLOT.sub("", template):
            said = "it has {{ without a name and }} behind it"
            yield fault(at, "bad_template", said, "{{name}}, of letters, digits, _ and .")


def service_faults(service: ServiceRef, pointer: str) -> Faults:
    for name in ("provider", "service"):
        text: str = getattr(service, name)
        if len(text) > LONGEST_ID or SERVICE_ID.fullmatch(text) is None:
            accepted = f"1 to {LONGEST_ID} letters, digits and . _ : -"
            yield fault(f"{pointer}/{name}", "bad_service", f"{shown(text)} is no id", accepted)


def plan_faults(plan: Plan, pointer: str) -> Faults:
    yield from texts.key(plan.key, f"{pointer}/key")
    yield from texts.label(plan.label, f"{pointer}/label")
    yield from change_faults(plan.change, f"{pointer}/change")
    at = f"{pointer}/interval_count"
    yield from texts.within(plan.interval_count, at, least=1, most=MOST_INTERVALS)
    if plan.billing is Billing.RECURRING and plan.interval is None:
        said = "a recurring plan says no interval"
        yield fault(f"{pointer}/interval", "missing_interval", said, "day, week, month or year")
    if plan.billing is Billing.ONE_TIME and plan.interval is not None:
        said = "what is paid once has no interval"
        yield fault(f"{pointer}/interval", "not_for_billing", said, "recurring billing, or none")
    if plan.billing is Billing.ONE_TIME and plan.interval_count != 1:
        yield fault(at, "not_for_billing", "what is paid once has no interval", "1")


def change_faults(change: Change | None, pointer: str) -> Faults:
    if change is None:
        return
    if bool(change.amounts) == (change.percent is not None):
        both = "both amounts and a percent" if change.amounts else "neither amounts nor a percent"
        yield fault(pointer, "bad_change", f"it says {both}", "either amounts or a percent")
    at = f"{pointer}/amounts"
    yield from texts.count(change.amounts, at, most=MOST_CURRENCIES)
    yield from texts.unique(change.amounts, at, lambda amount: amount.currency.value, "/currency")
    if (percent := change.percent) is not None:
        accepted = f"{LEAST_PERCENT} to {MOST_PERCENT}, up to {MOST_PERCENT_DECIMALS} decimals"
        fits = percent.is_finite() and LEAST_PERCENT <= percent <= MOST_PERCENT
        if not fits or percent != round(percent, MOST_PERCENT_DECIMALS):
            yield fault(f"{pointer}/percent", "bad_percent", f"{percent} percent", accepted)


def blueprint_faults(blueprint: Blueprint, pointer: str) -> Faults:
    """All but its calculator, which is checked as every formula is."""
    yield from texts.line(blueprint.tagline, f"{pointer}/tagline", longest=LONGEST_TAGLINE)
    at = f"{pointer}/sla_hours"
    yield from texts.within(blueprint.sla_hours, at, least=1, most=MOST_SLA_HOURS)
    yield from texts.count(blueprint.trust, f"{pointer}/trust", most=MOST_TRUST)
    for place, metric in enumerate(blueprint.trust[:MOST_TRUST]):
        yield from texts.label(metric.label, f"{pointer}/trust/{place}/label")
        yield from texts.label(metric.value, f"{pointer}/trust/{place}/value")
