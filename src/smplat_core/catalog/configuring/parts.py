"""The parts of a product that a buyer meets, each settling what it is in a case."""

from typing import Final, Protocol

from attrs import field, frozen

from smplat_core.catalog.configuring.case import Case
from smplat_core.catalog.configuring.entering import Problem, Reader, missing
from smplat_core.catalog.configuring.examination import (
    VisibleAddOn,
    VisibleField,
    VisibleGroup,
    VisiblePlan,
)
from smplat_core.catalog.configuring.visibility import (
    PLAN,
    Condition,
    Subject,
    Wording,
    broken,
)
from smplat_core.catalog.configuring.wording import listed, nearest, quoted, token
from smplat_core.catalog.fields import CustomField, RuleSubject
from smplat_core.catalog.offers import AddOn, Option, OptionGroup, Plan
from smplat_core.kernel import InputError, maker

BUNDLED: Final = "/selection/preset"


class Part(Protocol):
    """Settled once for each case, after everything its visibility depends on."""

    def settle(self, case: Case) -> None: ...


@frozen(weakref_slot=False)
class GroupPart:
    place: int
    group: OptionGroup
    conditions: tuple[Condition, ...]
    wording: Wording
    options: tuple[Option, ...] = field(init=False)
    has_flags: bool = field(init=False)
    subject: Subject = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "options", self.group.options)
        flagged = any(option.feature_flag for option in self.group.options)
        object.__setattr__(self, "has_flags", flagged)
        object.__setattr__(self, "subject", (RuleSubject.OPTION, self.group.key))

    @property
    def pointer(self) -> str:
        return f"/selection/options/{token(self.group.key)}"

    def settle(self, case: Case) -> None:
        group = self.group
        asked = case.selection.options.get(group.key)
        bundled = case.bundled.options.get(group.key)
        if (failed := broken(self.conditions, case.now)) is not None:
            if asked or bundled:
                reason = self.wording.reason(group.label, failed, on=case.circumstances.flags)
                case.clear(self.place, self.pointer if asked else BUNDLED, reason)
            return
        offered = self.offered(case.circumstances.flags)
        if asked is None:
            wanted = group.default if bundled is None else bundled
        else:
            wanted = asked
            case.options[group.key] = asked
        chosen = tuple(option.key for option in offered if option.key in wanted)
        case.now[self.subject] = chosen
        is_known = asked is None or self._all_known(asked, offered, case)
        if not offered:
            return
        if is_known:
            if asked is not None:
                case.options[group.key] = chosen
            self._count(chosen, offered, case)
        case.groups[self.place] = make_group(group, offered, chosen)

    def offered(self, flags: frozenset[str]) -> tuple[Option, ...]:
        if not self.has_flags:
            return self.options
        return tuple(o for o in self.options if not o.feature_flag or o.feature_flag in flags)

    def _all_known(self, asked: tuple[str, ...], offered: tuple[Option, ...], case: Case) -> bool:
        keys = {option.key for option in offered}
        if keys.issuperset(asked):
            return True
        for n, key in enumerate(asked):
            if key not in keys and case.has_room:
                said = f"{quoted(key)} is no option of {self.group.label}"
                code = "catalog.no_such_option"
                place = f"{self.pointer}/{n}"
                case.blame(self.place, InputError(place, code, said, nearest(key, sorted(keys))))
        return False

    def _count(self, chosen: tuple[str, ...], offered: tuple[Option, ...], case: Case) -> None:
        group = self.group
        if group.fewest <= len(chosen) <= group.most:
            return
        names = listed(option.key for option in offered)
        if len(chosen) < group.fewest:
            code, bound = "catalog.too_few_options", f"at least {group.fewest} of {names}"
        else:
            code, bound = "catalog.too_many_options", f"at most {group.most} of {names}"
        said = f"{len(chosen) or 'nothing'} chosen of {group.label}"
        case.blame(self.place, InputError(self.pointer, code, said, bound))


@frozen(weakref_slot=False)
class AddOnPart:
    place: int
    add_on: AddOn
    conditions: tuple[Condition, ...]
    wording: Wording

    def settle(self, case: Case) -> None:
        add_on = self.add_on
        if add_on.feature_flag and add_on.feature_flag not in case.circumstances.flags:
            return
        asked = add_on.key in case.selection.add_ons
        wanted = asked or add_on.key in case.bundled.add_ons
        if (failed := broken(self.conditions, case.now)) is not None:
            if wanted:
                reason = self.wording.reason(add_on.label, failed, on=case.circumstances.flags)
                pointer = BUNDLED
                if asked:
                    case.dropped.add(add_on.key)
                    pointer = f"/selection/add_ons/{case.selection.add_ons.index(add_on.key)}"
                case.clear(self.place, pointer, reason)
            return
        if wanted:
            case.added.add(add_on.key)
        case.add_ons[self.place] = make_add_on(add_on, wanted)


@frozen(weakref_slot=False)
class PlanPart:
    """All plans together, of which one is chosen while any is visible: else the first of them."""

    place: int
    plans: tuple[tuple[Plan, tuple[Condition, ...]], ...]
    wording: Wording

    def settle(self, case: Case) -> None:
        asked, bundled = case.selection.plan, case.bundled.plan
        visible: list[Plan] = []
        for plan, conditions in self.plans:
            failed = broken(conditions, case.now)
            if failed is None:
                visible.append(plan)
            elif plan.key in {asked, bundled}:
                is_asked = plan.key == asked
                reason = self.wording.reason(plan.label, failed, on=case.circumstances.flags)
                case.clear(self.place, "/selection/plan" if is_asked else BUNDLED, reason)
                case.is_plan_dropped |= is_asked
        keys = [plan.key for plan in visible]
        wanted = [key for key in (asked, bundled, *keys[:1]) if key in keys]
        if wanted:
            case.now[PLAN] = (wanted[0],)
            case.plans = tuple(make_plan(plan, plan.key == wanted[0]) for plan in visible)


@frozen(weakref_slot=False)
class FieldPart:
    place: int
    field: CustomField
    conditions: tuple[Condition, ...]
    wording: Wording
    read: Reader
    default: str | None
    """In the canonical form."""

    def settle(self, case: Case) -> None:
        key = self.field.key
        asked = case.selection.fields.get(key)
        bundled = case.bundled.fields.get(key)
        if (failed := broken(self.conditions, case.now)) is not None:
            if asked or bundled:
                reason = self.wording.reason(self.field.label, failed, on=case.circumstances.flags)
                case.clear(self.place, self._pointer if asked else BUNDLED, reason)
            return
        typed = bundled if asked is None else asked
        is_filled = bool(typed and typed.strip())
        value = shown = self.default
        if typed is not None:
            value = self._value(typed, case) if is_filled else None
            shown = typed if value is None and is_filled else value
        if asked is not None:
            case.entered[key] = shown or ""
        if value is not None:
            case.now[RuleSubject.FIELD, key] = (value,)
        elif self.field.required and not is_filled:
            self._blame(missing(self.field), case)
        case.fields[self.place] = make_field(self.field, shown)

    @property
    def _pointer(self) -> str:
        return f"/selection/fields/{token(self.field.key)}"

    def _value(self, typed: str, case: Case) -> str | None:
        """In the canonical form; nothing when it is refused."""
        found = self.read(typed)
        if isinstance(found, Problem):
            self._blame(found, case)
            return None
        return found

    def _blame(self, problem: Problem, case: Case) -> None:
        error = InputError(self._pointer, problem.code, problem.detail, problem.accepted)
        case.blame(self.place, error)


make_group = maker(VisibleGroup)
make_add_on = maker(VisibleAddOn)
make_plan = maker(VisiblePlan)
make_field = maker(VisibleField)
