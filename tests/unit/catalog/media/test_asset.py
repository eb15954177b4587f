"""The life of one asset."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import (
    MEDIA_LIFECYCLE,
    DiscardReason,
    MediaAction,
    MediaAsset,
    MediaState,
    Rejection,
    anatomy_of,
)
from smplat_core.catalog.media.vocabulary import ClientIdTaken
from smplat_core.kernel import ActionNotAllowed
from smplat_core.testing.builders.legacy import NOON
from smplat_core.testing.builders.media import A_JPEG, a_media_asset, a_png, some_media
from smplat_core.testing.lifecycles import check_lifecycle

LATER = NOON + timedelta(minutes=5)
SEEN = anatomy_of(a_png())
REJECTED = Rejection(code="media.truncated", detail="it ends")


def done(asset: MediaAsset, action: MediaAction) -> MediaAsset:
    """The action, with what it needs."""
    match action:
        case MediaAction.RENEW:
            return asset.asked_again(some_media(), expires_at=LATER, at=LATER)
        case MediaAction.DESCRIBE:
            return asset.describe(label="Front", alt_text="Gray", at=LATER)
        case MediaAction.ACCEPT:
            return asset.accept(SEEN, at=LATER)
        case MediaAction.REJECT:
            return asset.reject(REJECTED, at=LATER)
        case MediaAction.DISCARD:
            return asset.discard(DiscardReason.REQUESTED, at=LATER)


def test_only_what_is_discarded_is_at_its_end() -> None:
    check_lifecycle(MEDIA_LIFECYCLE, final={MediaState.DISCARDED})


@given(st.lists(st.sampled_from(MediaAction), max_size=12))
def test_every_walk_obeys_the_table_and_forgets_no_bytes(actions: list[MediaAction]) -> None:
    """Whatever keys were ever given out, the asset has them in use or left over."""
    asset = a_media_asset()
    given_out = {asset.upload_key}

    for action in actions:
        state, before = asset.state, asset
        try:
            asset = done(asset, action)
        except ActionNotAllowed:
            assert not MEDIA_LIFECYCLE.allows(state, action)
        else:
            asked_when_ready = (action, state) == (MediaAction.RENEW, MediaState.READY)
            expected = state if asked_when_ready else MEDIA_LIFECYCLE.after(state, action)
            assert asset.state is expected
        given_out |= {asset.upload_key}
        if asset.state is MediaState.READY:
            given_out |= {asset.key}
        in_use = {
            MediaState.AWAITING_UPLOAD: {asset.upload_key},
            MediaState.READY: {asset.key},
        }.get(asset.state, set())
        assert given_out <= in_use | set(asset.leftovers)
        assert not in_use & set(asset.leftovers)
        assert asset.attempt >= before.attempt


def test_asking_again_while_it_waits_gives_it_more_time() -> None:
    again = a_media_asset().asked_again(some_media(), expires_at=LATER, at=LATER)

    assert (again.expires_at, again.attempt, len(again.news)) == (LATER, 1, 1)


def test_asking_again_after_a_rejection_is_a_new_attempt_with_a_place_of_its_own() -> None:
    rejected = a_media_asset().reject(REJECTED, at=NOON)

    again = rejected.asked_again(some_media(), expires_at=LATER, at=LATER)

    assert (again.state, again.attempt, again.rejection) == (MediaState.AWAITING_UPLOAD, 2, None)
    assert again.upload_key not in again.leftovers


def test_asking_again_for_what_is_ready_changes_nothing() -> None:
    ready = a_media_asset().accept(SEEN, at=NOON)

    assert ready.asked_again(some_media(), expires_at=LATER, at=LATER) is ready


@pytest.mark.parametrize(
    "other",
    [
        some_media(a_png(9, 9)),
        some_media(A_JPEG, content_type="image/jpeg", file_name="front.jpg"),
    ],
)
def test_a_client_id_stands_for_one_picture(other: object) -> None:
    asset = a_media_asset()

    with pytest.raises(ClientIdTaken):
        asset.asked_again(other, expires_at=LATER, at=LATER)  # type: ignore[arg-type]  # parametrized


def test_the_texts_it_has_already_change_nothing() -> None:
    asset = a_media_asset()

    assert asset.describe(label="", alt_text="", at=NOON) is asset
    assert asset.describe(label="x", alt_text="", at=NOON).news[-1].fields == ("label",)  # type: ignore[attr-defined]


def test_nothing_of_the_secret_is_shown() -> None:
    assert "secret-1" not in repr(a_media_asset())
