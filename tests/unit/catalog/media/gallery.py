"""Media on memory adapters: one who uploads, and what becomes of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from attrs import define, evolve, field

from smplat_core.catalog import (
    CLEAN_UP_MEDIA,
    AcknowledgeUpload,
    CleanUpMedia,
    DescribeMedia,
    DiscardMedia,
    MediaAsset,
    MediaId,
    MediaLimits,
    NewMedia,
    ReadMedia,
    ReceiveUpload,
    RequestUpload,
)
from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.testing.builders.media import a_png, a_product_id, some_media
from smplat_memory import (
    ManualClock,
    MemoryDatabase,
    MemoryImageInspector,
    MemoryMediaQueries,
    MemoryObjects,
    MemoryUploads,
    SequentialTokens,
)

START = ManualClock().now()
LIMITS = MediaLimits(max_bytes=100_000, max_side=2_000, max_pixels=1_000_000, max_frames=10)
PNG = a_png()

RUN = JobRun(
    id=JobRunId(UUID(int=1)),
    queue=Queue.MAINTENANCE,
    name=CLEAN_UP_MEDIA,
    payload={},
    max_attempts=1,
    actor="system:scheduler",
    correlation_id="sweep",
    created_at=START,
    due_at=START,
)


async def in_chunks(body: bytes, size: int = 50) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@define
class Gallery:
    clock: ManualClock = field(factory=ManualClock)
    database: MemoryDatabase = field(init=False)
    objects: MemoryObjects = field(factory=MemoryObjects)
    limits: MediaLimits = LIMITS
    request: RequestUpload = field(init=False)
    receive: ReceiveUpload = field(init=False)
    acknowledge: AcknowledgeUpload = field(init=False)
    describe: DescribeMedia = field(init=False)
    discard: DiscardMedia = field(init=False)
    read: ReadMedia = field(init=False)
    clean_up: CleanUpMedia = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.database = MemoryDatabase(clock=self.clock)
        begin, clock, objects = self.database.begin, self.clock, self.objects
        grants, queries = MemoryUploads(objects, "https://shop.example"), self.queries
        self.request = RequestUpload(
            begin, grants, clock, self.database.ids, SequentialTokens(), self.limits
        )
        self.receive = ReceiveUpload(queries, objects, clock)
        self.acknowledge = AcknowledgeUpload(
            begin, queries, grants, objects, MemoryImageInspector(), clock, self.limits
        )
        self.describe = DescribeMedia(begin, clock)
        self.discard = DiscardMedia(begin, objects, clock)
        self.read = ReadMedia(queries, objects)
        self.clean_up = CleanUpMedia(begin, objects, clock, self.limits, batch=2)

    @property
    def queries(self) -> MemoryMediaQueries:
        return MemoryMediaQueries(self.database.tables.media)

    @property
    def told(self) -> list[str]:
        return [record.name for record in self.database.tables.log.records]

    async def announced(
        self, body: bytes = PNG, *, wanted: NewMedia | None = None
    ) -> tuple[MediaAsset, dict[str, str]]:
        """The asset, and what its address says."""
        requested = await self.request(wanted or some_media(body))
        assert requested.target is not None
        query = parse_qs(urlsplit(requested.target.url).query)
        return requested.asset, {name: values[0] for name, values in query.items()}

    async def sent(self, asset: MediaAsset, said: dict[str, str], body: bytes = PNG) -> None:
        await self.receive(
            asset.id,
            in_chunks(body),
            expires=int(said["expires"]),
            signature=said["signature"],
            content_type=asset.content_type,
        )

    async def ready(self, body: bytes = PNG, *, wanted: NewMedia | None = None) -> MediaAsset:
        asset, said = await self.announced(body, wanted=wanted)
        await self.sent(asset, said, body)
        return await self.acknowledge(asset.id)

    async def smuggled(self, body: bytes, *, wanted: NewMedia | None = None) -> MediaAsset:
        """Bytes that came past our own address, as into a bucket."""
        asset, said = await self.announced(wanted=wanted or some_media(body))
        await self.sent(asset, said, body)
        return asset

    async def show(self, *media: MediaId, product: int = 1) -> None:
        async with self.database.begin() as work:
            await work.media_uses.replace(a_product_id(product), media)

    async def swept(self, after: timedelta = timedelta()) -> None:
        """What a worker does once so much time has passed."""
        self.clock.advance(after)
        now = self.clock.now()
        await self.clean_up(evolve(RUN, created_at=now, due_at=now))
