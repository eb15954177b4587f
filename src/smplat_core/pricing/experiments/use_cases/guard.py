"""Pausing variants that do harm, and taking that back."""

from typing import Final

from attrs import frozen

from smplat_core.guardrails import FollowUp, FollowUpId, Subject, Undo
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, Ids, current_cause
from smplat_core.pricing.experiments.analysis import VariantTally
from smplat_core.pricing.experiments.guard import GuardPolicy
from smplat_core.pricing.experiments.guarding import account, hysteresis_policy, in_words, judge
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.ports import GuardingWork
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.vocabulary import ExperimentSlug, Variant

GUARD_EXPERIMENTS: Final = "pricing.guard_experiments"
VARIANT_PAUSED: Final = "experiments.variant_paused"
"""The kind of follow-up that accounts for it."""


@frozen
class GuardExperiments:
    """The job ``pricing.guard_experiments``: hold every guarded variant against its policy.

    One that breaches it is paused, with a follow-up that holds the exact figures and undoes it in
    one step. After any pause or resume the variant is left as it is for the policy's dwell time.
    """

    begin: Begin[GuardingWork]
    clock: Clock
    ids: Ids
    queries: ExperimentQueries

    async def __call__(self, run: JobRun) -> None:
        del run
        for experiment in await self.queries.guarded():
            policy = experiment.plan.guard
            if policy is not None and experiment.is_live(self.clock.now()):
                await self._hold_against(experiment, policy)

    async def _hold_against(self, experiment: Experiment, policy: GuardPolicy) -> None:
        now = self.clock.now()
        tallies = await self.queries.tallies(
            experiment.id,
            recent_since=experiment.shares_since or now,
            aged_before=now - policy.stalled_after,
        )
        control = tallies.of(experiment.control.key)
        for variant in experiment.plan.variants:
            tally = tallies.of(variant.key)
            if not variant.is_control and self._breaches(experiment, policy, tally, control):
                await self._pause(experiment.slug, variant, tally, control)

    def _breaches(
        self,
        experiment: Experiment,
        policy: GuardPolicy,
        variant: VariantTally,
        control: VariantTally,
    ) -> bool:
        stood = experiment.hysteresis(variant.key)
        severity = judge(policy, variant, control).severity
        now = self.clock.now()
        stands = stood.observe(severity, hysteresis_policy(policy), at=now)
        return stands.is_paused and not stood.is_paused

    async def _pause(
        self, slug: ExperimentSlug, variant: Variant, tally: VariantTally, control: VariantTally
    ) -> None:
        """Looked at once more when it is held: somebody may have acted, or changed the policy."""
        async with self.begin() as work:
            experiment, now = await work.experiments.get(slug), self.clock.now()
            policy = experiment.plan.guard
            if policy is None or not experiment.is_live(now):
                return
            if not self._breaches(experiment, policy, tally, control):
                return
            judged = judge(policy, tally, control)
            why = in_words(policy, judged)
            follow_up = FollowUp.raised(
                FollowUpId(self.ids.new()),
                VARIANT_PAUSED,
                subject=Subject(kind="pricing_experiment", id=experiment.id, label=slug),
                summary=f"Paused variant {variant.key} of {slug}: {why}",
                inputs=account(policy, judged, tally, control),
                at=now,
            )
            await work.follow_ups.save(follow_up)
            by = current_cause().actor
            paused = experiment.pause_variant(
                variant.key, reason=why, by=by, at=now, follow_up=follow_up.id
            )
            await work.experiments.save(paused)


@frozen
class UndoVariantPause(Undo):
    """Give the variant to its buyers again; the guard leaves it so for its dwell time."""

    begin: Begin[GuardingWork]
    clock: Clock

    @property
    def kind(self) -> str:
        return VARIANT_PAUSED

    async def __call__(self, follow_up: FollowUp) -> None:
        async with self.begin() as work:
            slug = ExperimentSlug(follow_up.subject.label)
            experiment = await work.experiments.get(slug)
            resumed = experiment.undo_pause(
                follow_up.input("variant"),
                follow_up=follow_up.id,
                reason="its pause was undone",
                at=self.clock.now(),
            )
            await work.experiments.save(resumed)
