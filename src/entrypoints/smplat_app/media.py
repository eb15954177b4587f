"""Use cases and jobs of media, and what the settings say of them."""

from datetime import timedelta

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_app.settings import MediaSettings
from smplat_core.catalog import (
    CLEAN_UP_MEDIA,
    AcknowledgeUpload,
    CleanUpMedia,
    DescribeMedia,
    DiscardMedia,
    MediaLimits,
    MediaType,
    ReadMedia,
    ReceiveUpload,
    RequestUpload,
)
from smplat_core.jobs import JobHandler

BEGIN, CLOCK, OBJECTS = Ports.begin, Ports.clock, Ports.objects


class MediaUseCases(Ports):
    request_upload = Singleton(
        RequestUpload,
        begin=BEGIN,
        grants=Ports.upload_grants,
        clock=CLOCK,
        ids=Ports.ids,
        tokens=Ports.tokens,
        limits=Ports.media_limits,
    )
    receive_upload = Singleton(
        ReceiveUpload, queries=Ports.media_queries, objects=OBJECTS, clock=CLOCK
    )
    acknowledge_upload = Singleton(
        AcknowledgeUpload,
        begin=BEGIN,
        queries=Ports.media_queries,
        grants=Ports.upload_grants,
        objects=OBJECTS,
        inspector=Ports.image_inspector,
        clock=CLOCK,
        limits=Ports.media_limits,
    )
    describe_media = Singleton(DescribeMedia, begin=BEGIN, clock=CLOCK)
    discard_media = Singleton(DiscardMedia, begin=BEGIN, objects=OBJECTS, clock=CLOCK)
    read_media = Singleton(ReadMedia, queries=Ports.media_queries, objects=OBJECTS)
    clean_up_media = Singleton(
        CleanUpMedia, begin=BEGIN, objects=OBJECTS, clock=CLOCK, limits=Ports.media_limits
    )


def jobs(app: MediaUseCases) -> dict[str, JobHandler]:
    return {CLEAN_UP_MEDIA: app.clean_up_media()}


def limits_of(settings: MediaSettings) -> MediaLimits:
    return MediaLimits(
        types=frozenset(MediaType(each) for each in settings.types.replace(" ", "").split(",")),
        max_bytes=settings.max_bytes,
        max_side=settings.max_side,
        max_pixels=settings.max_pixels,
        lifetime=timedelta(minutes=settings.upload_minutes),
        unused_after=timedelta(days=settings.unused_days),
    )
