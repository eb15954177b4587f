"""Judgements that were kept: how a sale stood when it was made, or was refused."""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.margins import MarginJudgement
from smplat_core.guardrails.vocabulary import Judged, JudgementId, Posture


@frozen(kw_only=True)
class KeptJudgement:
    """One judgement and what it was made for. It never changes."""

    id: JudgementId
    judged: Judged
    judgement: MarginJudgement


@frozen(kw_only=True)
class JudgementFilter:
    """Which kept judgements to list; ``None`` means any."""

    service: ServiceRef | None = None
    posture: Posture | None = None


@frozen(kw_only=True)
class JudgementCounts:
    """How the sales of one service stood since a moment."""

    service: ServiceRef
    since: datetime
    counts: Mapping[Posture, int]
    refused: int
    """Of those that failed: how many were not sold because of it."""
    last_at: datetime | None
    """When the last of them was judged."""
