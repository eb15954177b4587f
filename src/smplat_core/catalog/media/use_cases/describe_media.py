"""Saying what a picture shows."""

from attrs import frozen

from smplat_core.catalog.media.announcing import described
from smplat_core.catalog.media.model import MediaAsset
from smplat_core.catalog.media.ports import MediaWork
from smplat_core.catalog.media.versions import refuse_stale
from smplat_core.catalog.vocabulary import MediaId
from smplat_core.kernel import Begin, Clock


@frozen
class DescribeMedia:
    """Change the label or the alternative text; ``None`` leaves one as it is."""

    begin: Begin[MediaWork]
    clock: Clock

    async def __call__(
        self,
        media_id: MediaId,
        *,
        label: str | None = None,
        alt_text: str | None = None,
        expected_version: int | None = None,
    ) -> MediaAsset:
        async with self.begin() as work:
            asset = await work.media_assets.get(media_id)
            refuse_stale(asset, expected_version)
            texts = described(
                asset.label if label is None else label,
                asset.alt_text if alt_text is None else alt_text,
            )
            changed = asset.describe(label=texts[0], alt_text=texts[1], at=self.clock.now())
            return await work.media_assets.save(changed) if changed.news else asset
