"""When a part of a product is visible, and in which order that can be found out."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from attrs import frozen

from smplat_core.catalog.configuring.wording import listed
from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.fields import RuleSubject, Visibility

Subject = tuple[RuleSubject, str]
"""What a rule looks at: ``key`` is empty for what there is one of."""
Now = Mapping[Subject, Collection[str]]
"""What each subject is, as far as it is known already; what is hidden is nothing."""

ADD_ONS: Final[Subject] = (RuleSubject.ADD_ON, "")
PLAN: Final[Subject] = (RuleSubject.PLAN, "")
CHANNEL: Final[Subject] = (RuleSubject.CHANNEL, "")
REGION: Final[Subject] = (RuleSubject.REGION, "")
_KEYED: Final = frozenset({RuleSubject.OPTION, RuleSubject.FIELD})


@frozen(weakref_slot=False)
class Condition:
    """One rule, ready to be asked often."""

    subject: Subject
    any_of: frozenset[str]
    negated: bool

    def holds(self, now: Now) -> bool:
        return self.any_of.isdisjoint(now.get(self.subject, ())) is self.negated


def conditions(rules: Visibility) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            (rule.subject, rule.key if rule.subject in _KEYED else ""),
            frozenset(rule.any_of),
            rule.negated,
        )
        for rule in rules
    )


def broken(wanted: Iterable[Condition], now: Now) -> Condition | None:
    """The first of the conditions that does not hold; ``None`` is visible."""
    for condition in wanted:
        if not condition.holds(now):
            return condition
    return None


def spelled(condition: Condition, labels: Mapping[tuple[Subject, str], str]) -> str:
    """``when Finish is Gold or Silver``; labels are those of subjects and of their values."""
    subject, key = condition.subject
    values = listed(labels.get((condition.subject, v), v) for v in sorted(condition.any_of))
    not_ = "not " if condition.negated else ""
    match subject:
        case RuleSubject.ADD_ON:
            return f"{'without' if condition.negated else 'with'} {values}"
        case RuleSubject.PLAN | RuleSubject.CHANNEL | RuleSubject.REGION:
            return f"when the {subject} is {not_}{values}"
        case RuleSubject.OPTION | RuleSubject.FIELD:
            return f"when {labels.get((condition.subject, ''), key)} is {not_}{values}"


def labels_of(content: ProductContent) -> dict[tuple[Subject, str], str]:
    """What people call the subjects of rules (under an empty value), and the values of each."""
    found: dict[tuple[Subject, str], str] = {}
    for group in content.option_groups:
        subject = (RuleSubject.OPTION, group.key)
        found[subject, ""] = group.label
        found |= {(subject, option.key): option.label for option in group.options}
    for field in content.fields:
        subject = (RuleSubject.FIELD, field.key)
        found[subject, ""] = field.label
        found |= {(subject, choice.value): choice.label for choice in field.choices}
    found |= {(ADD_ONS, add_on.key): add_on.label for add_on in content.add_ons}
    found |= {(PLAN, plan.key): plan.label for plan in content.plans}
    return found


Node = tuple[RuleSubject, str]
"""Something whose visibility is found out at once: a group, a field, an add-on, or the plan."""


def nodes(content: ProductContent) -> dict[Node, tuple[Condition, ...]]:
    """Everything that can be hidden, in the order of the document, with all it waits for.

    The plans are one: which is chosen is known only when it is known which are visible.
    """
    found = {(RuleSubject.OPTION, g.key): conditions(g.visible_when) for g in content.option_groups}
    found |= {(RuleSubject.ADD_ON, a.key): conditions(a.visible_when) for a in content.add_ons}
    if content.plans:
        found[PLAN] = tuple(c for plan in content.plans for c in conditions(plan.visible_when))
    found |= {(RuleSubject.FIELD, f.key): conditions(f.visible_when) for f in content.fields}
    return found


def in_order(found: Mapping[Node, tuple[Condition, ...]]) -> tuple[list[Node], list[Node]]:
    """The nodes, each after all that its visibility depends on; and those that depend on
    themselves. What depends on these in turn is in neither."""
    waiting = {node: _awaited(wanted, found) for node, wanted in found.items()}
    asked_by: dict[Node, list[Node]] = {node: [] for node in found}
    for node, others in waiting.items():
        for other in others:
            asked_by[other].append(node)
    ready = [node for node, others in waiting.items() if not others]
    for node in ready:  # grows while it is walked
        for other in asked_by[node]:
            waiting[other].discard(node)
            if not waiting[other]:
                ready.append(other)
    stuck = {node: others for node, others in waiting.items() if others}
    while outside := stuck.keys() - set().union(*stuck.values()):
        stuck = {node: others for node, others in stuck.items() if node not in outside}
    return ready, list(stuck)


def _awaited(wanted: Iterable[Condition], known: Collection[Node]) -> set[Node]:
    others: set[Node] = set()
    for condition in wanted:
        if condition.subject == ADD_ONS:
            others |= {(RuleSubject.ADD_ON, key) for key in condition.any_of}
        else:
            others.add(condition.subject)
    return {node for node in others if node in known}
