"""What became of a configuration when its selection was looked at again."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from smplat_core.catalog.configuring.examination import Examination
from smplat_core.catalog.configuring.wording import token
from smplat_core.catalog.offers import AddOnMode
from smplat_core.catalog.selection import (
    ChosenAddOn,
    ChosenPlan,
    Configuration,
)


@frozen(kw_only=True)
class Difference:
    """One thing a buyer should know before buying the newer version instead."""

    pointer: str
    """Into the request: ``/selection/options/finish``; empty for the product itself."""
    code: str
    detail: str
    """For a person: ``Priority is no longer chosen: ...``."""
    before: str | None = None
    after: str | None = None
    """As people read it; ``None`` where there was or is nothing."""


def differences(old: Configuration, now: Examination) -> tuple[Difference, ...]:
    """All that changed between a configuration and what its selection comes to now.

    None at all when it is the same configuration, whatever the numbers of the versions. Prices
    are not compared here. When there is no configuration now, the errors say why.
    """
    found = list(_differences(old, now.configuration) if now.configuration else ())
    cleared = [
        Difference(pointer=gone.pointer, code="catalog.cleared", detail=gone.reason)
        for gone in now.cleared
    ]
    wrong = [
        Difference(
            pointer=error.pointer,
            code=error.code,
            detail=error.detail + (f"; accepted: {error.accepted}" if error.accepted else ""),
        )
        for error in now.errors
    ]
    return (*found, *cleared, *wrong)


def _differences(old: Configuration, new: Configuration) -> Iterator[Difference]:
    yield from _changed("", "catalog.title_changed", "The product", old.title, new.title)
    yield from _changed("", "catalog.sku_changed", "The SKU", old.sku, new.sku)
    yield from _options(old, new)
    yield from _add_ons(old, new)
    yield from _changed(
        "/selection/plan", "catalog.plan_changed", "The plan", _plan(old.plan), _plan(new.plan)
    )
    yield from _values(old, new)
    yield from _changed(
        "",
        "catalog.service_changed",
        "The service that performs it",
        _text(old.service),
        _text(new.service),
    )
    yield from _changed(
        "",
        "catalog.units_changed",
        "How much of the service one unit takes",
        _text(old.service_units),
        _text(new.service_units),
    )
    yield from _changed(
        "",
        "catalog.promise_changed",
        "The promised time",
        _hours(old.blueprint.sla_hours),
        _hours(new.blueprint.sla_hours),
    )


def _options(old: Configuration, new: Configuration) -> Iterator[Difference]:
    before, after = _by_group(old), _by_group(new)
    labels = {chosen.group: chosen.group_label for chosen in (*old.options, *new.options)}
    for group, label in labels.items():
        one, other = before.get(group, {}), after.get(group, {})
        pointer = f"/selection/options/{token(group)}"
        yield from _changed(pointer, "catalog.options_changed", label, _joined(one), _joined(other))


def _by_group(configuration: Configuration) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for chosen in configuration.options:
        found.setdefault(chosen.group, {})[chosen.option] = chosen.label
    return found


def _joined(options: Mapping[str, str]) -> str | None:
    return ", ".join(options.values()) or None


def _add_ons(old: Configuration, new: Configuration) -> Iterator[Difference]:
    before = {add_on.key: add_on for add_on in old.add_ons}
    after = {add_on.key: add_on for add_on in new.add_ons}
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        label = (one or after[key]).label
        yield from _changed(
            "/selection/add_ons", "catalog.add_on_changed", label, _add_on(one), _add_on(other)
        )


def _add_on(add_on: ChosenAddOn | None) -> str | None:
    if add_on is None:
        return None
    mode = " by another service" if add_on.mode is AddOnMode.SERVICE_OVERRIDE else ""
    return f"{add_on.label}{mode}" + (f" ({add_on.service})" if add_on.service else "")


def _plan(plan: ChosenPlan | None) -> str | None:
    if plan is None:
        return None
    if plan.interval is None:
        return f"{plan.label}, paid once"
    many = f"{plan.interval_count} {plan.interval}s" if plan.interval_count > 1 else plan.interval
    return f"{plan.label}, paid every {many}"


def _values(old: Configuration, new: Configuration) -> Iterator[Difference]:
    before = {value.key: value for value in old.values}
    after = {value.key: value for value in new.values}
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        label = (one or after[key]).label
        yield from _changed(
            f"/selection/fields/{token(key)}",
            "catalog.value_changed",
            label,
            one.text if one else None,
            other.text if other else None,
        )


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _hours(hours: int | None) -> str | None:
    return None if hours is None else f"within {hours} hours of payment"


def _changed(
    pointer: str, code: str, what: str, before: str | None, after: str | None
) -> Iterator[Difference]:
    if before == after:
        return
    if before is None:
        detail = f"{what} is now {after}"
    elif after is None:
        detail = f"{what} was {before}, and is no longer there"
    else:
        detail = f"{what} was {before}, and is now {after}"
    yield Difference(pointer=pointer, code=code, detail=detail, before=before, after=after)
