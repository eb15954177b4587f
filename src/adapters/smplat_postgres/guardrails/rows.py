"""Rows of guardrails as what they mean."""

from typing import Any

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    Fee,
    FollowUp,
    FollowUpId,
    FollowUpInput,
    FollowUpNotFound,
    FollowUpState,
    HouseTerms,
    Judged,
    JudgedFor,
    JudgementId,
    KeptJudgement,
    MarginPolicy,
    MarginQuestion,
    ServiceTerms,
    ServiceTermsId,
    Subject,
    Terms,
    judge,
)
from smplat_core.kernel import loads


def to_ref(row: dict[str, Any]) -> ServiceRef:
    return ServiceRef(provider=row["provider"], service=row["service"])


def to_terms(row: dict[str, Any]) -> ServiceTerms:
    return ServiceTerms(
        id=ServiceTermsId(row["id"]),
        service=to_ref(row),
        terms=loads(row["terms"], Terms),
        changed_at=row["changed_at"],
        version=row["version"],
    )


def to_house(row: dict[str, Any]) -> HouseTerms:
    return HouseTerms(
        policy=loads(row["policy"], MarginPolicy),
        fees=loads(row["fees"], tuple[Fee, ...]),
        changed_at=row["changed_at"],
        version=row["version"],
    )


def to_judgement(row: dict[str, Any]) -> KeptJudgement:
    return KeptJudgement(
        id=JudgementId(row["id"]),
        judged=Judged(purpose=JudgedFor(row["purpose"]), id=row["subject_id"]),
        judgement=judge(loads(row["question"], MarginQuestion)),
    )


def one_follow_up(rows: list[dict[str, Any]], follow_up_id: FollowUpId) -> FollowUp:
    if not rows:
        raise FollowUpNotFound(f"no follow-up {follow_up_id}")
    return to_follow_up(rows[0])


def to_follow_up(row: dict[str, Any]) -> FollowUp:
    return FollowUp(
        id=FollowUpId(row["id"]),
        kind=row["kind"],
        subject=Subject(kind=row["subject_kind"], id=row["subject_id"], label=row["subject_label"]),
        summary=row["summary"],
        inputs=loads(row["inputs"], tuple[FollowUpInput, ...]),
        state=FollowUpState(row["state"]),
        raised_at=row["raised_at"],
        settled_at=row["settled_at"],
        settled_by=row["settled_by"],
        reason=row["reason"],
        version=row["version"],
    )
