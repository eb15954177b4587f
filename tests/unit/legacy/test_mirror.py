from datetime import timedelta

from smplat_core.legacy import (
    CallOutcome,
    LegacySyncCompleted,
    LegacySyncFailed,
    LegacySyncRequested,
)
from tests.builders.legacy import NOON, a_legacy_company, a_mirror


def test_a_first_mirror_tells_the_question_and_the_answer() -> None:
    mirror = a_mirror()

    requested, completed = mirror.news
    assert isinstance(requested, LegacySyncRequested)
    assert isinstance(completed, LegacySyncCompleted)
    assert completed.outcome is CallOutcome.DONE


def test_the_timeline_of_the_company_shows_the_sync() -> None:
    mirror = a_mirror()

    assert all(event.subjects == (mirror.company_id,) for event in mirror.news)


def test_a_refresh_takes_over_what_the_legacy_system_says_now() -> None:
    renamed = a_legacy_company("L-1", name="Acme Ltd.", updated_at=NOON)

    mirror = a_mirror().refreshed(renamed, at=NOON + timedelta(hours=1))

    assert (mirror.name, mirror.attributes) == ("Acme Ltd.", renamed.attributes)
    assert mirror.refreshed_at == NOON + timedelta(hours=1)


def test_an_answer_older_than_the_mirror_changes_no_fact() -> None:
    mirror = a_mirror(source=a_legacy_company("L-1", name="New", updated_at=NOON))
    older = a_legacy_company("L-1", name="Old", updated_at=NOON - timedelta(days=9))

    again = mirror.refreshed(older, at=NOON + timedelta(hours=1))

    assert (again.name, again.refreshed_at) == ("New", NOON)


def test_a_failed_refresh_keeps_the_facts_and_says_why() -> None:
    mirror = a_mirror()

    failed = mirror.refresh_failed(CallOutcome.UNAVAILABLE, "no answer", at=NOON)

    assert (failed.name, failed.refreshed_at) == (mirror.name, mirror.refreshed_at)
    told = failed.news[-1]
    assert isinstance(told, LegacySyncFailed)
    assert (told.outcome, told.detail) == (CallOutcome.UNAVAILABLE, "no answer")
