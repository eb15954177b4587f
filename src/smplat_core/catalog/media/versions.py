"""Holding a change against the version its author saw."""

from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.vocabulary import MediaChanged


def refuse_stale(asset: MediaAsset, expected_version: int | None) -> None:
    """``MediaChanged`` unless the caller saw this version, or does not mind."""
    if expected_version not in (None, asset.version):
        raise MediaChanged(
            f"media {asset.id} is at version {asset.version}", current_version=asset.version
        )
