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


Value = tuple[Subject, str]
"""What a subject may be; the subject itself under an empty text."""


@frozen
class Wording:
    """How reasons are put to buyers: in labels, and without what no buyer may know of yet."""

    labels: Mapping[Value, str]
    flags: Mapping[Value, str]
    """Which flag must be on for the value to be spoken of."""

    @classmethod
    def of(cls, content: ProductContent) -> "Wording":
        options = {
            ((RuleSubject.OPTION, group.key), option.key): option.feature_flag
            for group in content.option_groups
            for option in group.options
        }
        add_ons = {(ADD_ONS, add_on.key): add_on.feature_flag for add_on in content.add_ons}
        return cls(
            labels=_labels(content),
            flags={value: flag for value, flag in (options | add_ons).items() if flag},
        )

    def reason(self, label: str, condition: Condition, *, on: frozenset[str]) -> str:
        """Why what has this label is hidden, when this condition does not hold."""
        subject = condition.subject
        values = [
            self.labels.get((subject, value), value)
            for value in sorted(condition.any_of)
            if (flag := self.flags.get((subject, value))) is None or flag in on
        ]
        if not values:
            return f"{label} is not there with these choices"
        kind, key = subject
        not_ = "not " if condition.negated else ""
        match kind:
            case RuleSubject.ADD_ON:
                when = f"{'without' if condition.negated else 'with'} {listed(values)}"
            case RuleSubject.PLAN | RuleSubject.CHANNEL | RuleSubject.REGION:
                when = f"when the {kind} is {not_}{listed(values)}"
            case RuleSubject.OPTION | RuleSubject.FIELD:
                what = self.labels.get((subject, ""), key)
                when = f"when {what} is {not_}{listed(values)}"
        return f"{label} is there only {when}"


def _labels(content: ProductContent) -> dict[Value, str]:
    found: dict[Value, str] = {}
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
