"""Checks of when things are shown: rules name what exists, and nothing hangs on itself."""

from collections.abc import Collection, Iterator
from typing import Final

from attrs import frozen

from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.texts import Faults, fault, shown
from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.fields import (
    CustomField,
    FieldType,
    RuleSubject,
    Visibility,
    VisibilityRule,
)
from smplat_core.catalog.offers import OptionGroup
from smplat_core.kernel import InputError

MOST_RULES: Final = 20
MOST_VALUES: Final = 200
LONGEST_REGION: Final = 40

KEYED: Final = (RuleSubject.OPTION, RuleSubject.FIELD)
Node = tuple[RuleSubject, str]
"""Something that is shown or hidden: an option group, a field, an add-on, or the plan."""
THE_PLAN: Final[Node] = (RuleSubject.PLAN, "")


@frozen
class _Shown:
    node: Node
    pointer: str
    rules: Visibility


def visibility_faults(content: ProductContent) -> Faults:
    every = list(_everything(content))
    for each in every:
        at = f"{each.pointer}/visible_when"
        yield from texts.count(each.rules, at, most=MOST_RULES)
        for place, rule in enumerate(each.rules[:MOST_RULES]):
            yield from _rule_faults(rule, f"{at}/{place}", content)
    yield from _cycles(every)


def _everything(content: ProductContent) -> Iterator[_Shown]:
    for place, group in enumerate(content.option_groups):
        node = (RuleSubject.OPTION, group.key)
        yield _Shown(node, f"/option_groups/{place}", group.visible_when)
    for place, field in enumerate(content.fields):
        yield _Shown((RuleSubject.FIELD, field.key), f"/fields/{place}", field.visible_when)
    for place, add_on in enumerate(content.add_ons):
        yield _Shown((RuleSubject.ADD_ON, add_on.key), f"/add_ons/{place}", add_on.visible_when)
    for place, plan in enumerate(content.plans):
        yield _Shown(THE_PLAN, f"/plans/{place}", plan.visible_when)


def _rule_faults(rule: VisibilityRule, pointer: str, content: ProductContent) -> Faults:
    at = f"{pointer}/any_of"
    yield from texts.count(rule.any_of, at, fewest=1, most=MOST_VALUES)
    yield from texts.unique(rule.any_of, at, str)
    if rule.subject not in KEYED and rule.key:
        said = f"there is only one {rule.subject} to look at"
        yield fault(f"{pointer}/key", "not_for_subject", said, "no key")
    match rule.subject:
        case RuleSubject.OPTION:
            yield from _option_rule(rule, pointer, {g.key: g for g in content.option_groups})
        case RuleSubject.FIELD:
            yield from _field_rule(rule, pointer, {each.key: each for each in content.fields})
        case RuleSubject.ADD_ON:
            yield from _among(rule, at, "add-on", {add_on.key for add_on in content.add_ons})
        case RuleSubject.PLAN:
            yield from _among(rule, at, "plan", {plan.key for plan in content.plans})
        case RuleSubject.CHANNEL:
            for place, channel in enumerate(rule.any_of[:MOST_VALUES]):
                yield from texts.slug(channel, f"{at}/{place}")
        case RuleSubject.REGION:
            for place, region in enumerate(rule.any_of[:MOST_VALUES]):
                yield from texts.line(region, f"{at}/{place}", fewest=1, longest=LONGEST_REGION)


def _option_rule(rule: VisibilityRule, pointer: str, groups: dict[str, OptionGroup]) -> Faults:
    if (group := groups.get(rule.key)) is None:
        yield _unknown(f"{pointer}/key", rule.key, "option group", groups)
    else:
        options = {option.key for option in group.options}
        yield from _among(rule, f"{pointer}/any_of", "option", options)


def _field_rule(rule: VisibilityRule, pointer: str, fields: dict[str, CustomField]) -> Faults:
    field = fields.get(rule.key)
    if field is None:
        yield _unknown(f"{pointer}/key", rule.key, "field", fields)
    elif field.type is FieldType.SELECT:
        values = {choice.value for choice in field.choices}
        yield from _among(rule, f"{pointer}/any_of", "choice", values)
    elif field.type is FieldType.BOOLEAN:
        yield from _among(rule, f"{pointer}/any_of", "value", {"true", "false"})
    else:
        said = f"{rule.key} is a {field.type} field"
        yield fault(f"{pointer}/key", "bad_rule", said, "a select or boolean field")


def _among(rule: VisibilityRule, pointer: str, what: str, known: set[str]) -> Faults:
    for place, value in enumerate(rule.any_of[:MOST_VALUES]):
        if value not in known:
            yield _unknown(f"{pointer}/{place}", value, what, known)


def _unknown(pointer: str, name: str, what: str, known: Collection[str]) -> InputError:
    code = f"unknown_{what.replace('-', '_').replace(' ', '_')}"
    return fault(pointer, code, f"there is no {what} {shown(name)}", texts.names(known))


def _cycles(every: list[_Shown]) -> Faults:
    """One fault per thing that hangs on itself, at the rule by which it does."""
    hangs_on: dict[Node, set[Node]] = {}
    for each in every:
        ahead = hangs_on.setdefault(each.node, set())
        ahead.update(node for rule in each.rules for node in _looked_at(rule))
    for each in every:
        for place, rule in enumerate(each.rules):
            if way := _way(_looked_at(rule), each.node, hangs_on):
                said = " -> ".join(_called(step) for step in (each.node, *way))
                at = f"{each.pointer}/visible_when/{place}"
                accepted = "rules that do not lead back to what they show"
                said = f"it is shown only through itself: {said}"
                yield fault(at, "visibility_cycle", said, accepted)
                break


def _looked_at(rule: VisibilityRule) -> tuple[Node, ...]:
    """Whose being shown decides about the rule. All plans are one: the chosen one is that of the
    buyer, or else the first that is shown."""
    match rule.subject:
        case RuleSubject.OPTION | RuleSubject.FIELD:
            return ((rule.subject, rule.key),)
        case RuleSubject.ADD_ON:
            return tuple((rule.subject, key) for key in rule.any_of[:MOST_VALUES])
        case RuleSubject.PLAN:
            return (THE_PLAN,)
        case RuleSubject.CHANNEL | RuleSubject.REGION:
            return ()


def _way(starts: tuple[Node, ...], end: Node, hangs_on: dict[Node, set[Node]]) -> tuple[Node, ...]:
    """A shortest way along the rules; empty when there is none."""
    ways: dict[Node, tuple[Node, ...]] = {start: (start,) for start in starts}
    frontier = list(ways)
    for node in frontier:
        if node == end:
            return ways[node]
        for ahead in sorted(hangs_on.get(node, ())):
            if ahead not in ways:
                ways[ahead] = (*ways[node], ahead)
                frontier.append(ahead)
    return ()


def _called(node: Node) -> str:
    subject, key = node
    return f"{subject.replace('_', '-')} {key}".strip()
