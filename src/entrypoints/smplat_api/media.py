"""Pictures of products over HTTP: announced, uploaded, acknowledged, described and read."""

from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from attrs import evolve, frozen
from litestar import Controller, Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.described import ANYONE, TakesPicture
from smplat_api.framing import PUBLIC
from smplat_api.idempotency import OPT, RECORDED
from smplat_api.metrics import MEDIA_REJECTED
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import LongText, PageBody, ShortText
from smplat_core.catalog import (
    AcknowledgeUpload,
    DescribeMedia,
    DiscardMedia,
    MediaAsset,
    MediaFlaw,
    MediaId,
    MediaNotFound,
    MediaQueries,
    MediaState,
    MediaType,
    NewMedia,
    ReadMedia,
    ReceiveUpload,
    RequestedUpload,
    RequestUpload,
)
from smplat_core.kernel import EventLogQueries, PageRequest

FOR_A_YEAR: Final = "private, max-age=31536000, immutable"
"""The bytes under an id never change; whoever reads them has a key, so no shared cache may."""

State = Annotated[MediaState | None, QueryParameter(name="state")]


@frozen
class NewMediaBody:
    """What is known of a picture before it is sent."""

    client_id: Annotated[str, msgspec.Meta(examples=["draft-42:hero"], max_length=100)]
    """Your own name for it: asking again with the same one resumes the same upload."""
    file_name: Annotated[str, msgspec.Meta(examples=["front.jpg"], max_length=200)]
    content_type: Annotated[str, msgspec.Meta(examples=["image/jpeg"], max_length=200)]
    size: Annotated[int, msgspec.Meta(examples=[482_113])]
    """Bytes."""
    sha256: Annotated[
        str,
        msgspec.Meta(
            max_length=200,
            examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        ),
    ]
    label: ShortText = ""
    alt_text: LongText = ""


@frozen
class MediaPatch:
    """What to change; what is left out stays."""

    label: ShortText | None = None
    alt_text: LongText | None = None


@frozen
class RejectionView:
    code: str
    detail: str


@frozen
class MediaView:
    """A picture. Where and how a product shows it is the product's own."""

    id: UUID
    state: MediaState
    file_name: str
    content_type: MediaType
    size: int
    sha256: str
    label: str
    alt_text: str
    width: int | None
    height: int | None
    frames: int | None
    rejection: RejectionView | None
    requested_at: datetime
    ready_at: datetime | None
    client_id: str | None
    """Told to keys of the house only, like the two below."""
    uploader: str | None
    storage_key: str | None

    @classmethod
    def of(cls, asset: MediaAsset) -> "MediaView":
        rejection = asset.rejection
        return cls(
            id=asset.id,
            state=asset.state,
            file_name=asset.file_name,
            content_type=asset.content_type,
            size=asset.size,
            sha256=asset.sha256,
            label=asset.label,
            alt_text=asset.alt_text,
            width=asset.width,
            height=asset.height,
            frames=asset.frames,
            rejection=RejectionView(rejection.code, rejection.detail) if rejection else None,
            requested_at=asset.requested_at,
            ready_at=asset.ready_at,
            client_id=asset.client_id,
            uploader=asset.uploader,
            storage_key=asset.key,
        )

    @classmethod
    def for_caller(cls, asset: MediaAsset, caller: Caller) -> "MediaView":
        """A company's key sees what products can show, and not who made it."""
        view = cls.of(asset)
        if caller.company is None:
            return view
        return evolve(view, client_id=None, uploader=None, storage_key=None)


@frozen
class UploadView:
    """Send the bytes as the body of this request, with these headers, before it expires."""

    method: Annotated[str, msgspec.Meta(examples=["PUT"])]
    url: Annotated[str, msgspec.Meta(examples=["https://shop.example/api/v1/catalog/media/..."])]
    headers: dict[str, str]
    expires_at: datetime


@frozen
class RequestedUploadView:
    media: MediaView
    upload: UploadView | None
    """Nothing is left to upload when the picture is there already."""

    @classmethod
    def of(cls, requested: RequestedUpload) -> "RequestedUploadView":
        target, asset = requested.target, requested.asset
        if target is None:
            return cls(MediaView.of(asset), None)
        headers = dict(target.headers)
        upload = UploadView(target.method, target.url, headers, asset.expires_at)
        return cls(MediaView.of(asset), upload)


class MediaController(Controller):
    path = "/catalog/media"
    tags = ("catalog",)

    @post(
        "/",
        guards=[requires("catalog:write")],
        opt={OPT: RECORDED},
        operation_id="requestMediaUpload",
        summary="Announce a picture",
    )
    async def request(
        self,
        request_upload: NamedDependency[SkipValidation[RequestUpload]],
        data: JSONBody[NewMediaBody],
    ) -> RequestedUploadView:
        """Gives an address to upload it to. The same client id and checksum again resume the same
        upload; a rejected one is tried again. SVG is not taken (`media.svg_refused`).
        """
        wanted = NewMedia(
            client_id=data.client_id,
            file_name=data.file_name,
            content_type=data.content_type,
            size=data.size,
            sha256=data.sha256,
            label=data.label,
            alt_text=data.alt_text,
        )
        return RequestedUploadView.of(await request_upload(wanted))

    @put(
        "/uploads/{media_id:uuid}",
        opt={PUBLIC: True},
        security=ANYONE,
        status_code=204,
        request_max_body_size=None,
        operation_class=TakesPicture,
        operation_id="uploadMedia",
        summary="Upload to a signed address",
    )
    async def upload(
        self,
        receive_upload: NamedDependency[SkipValidation[ReceiveUpload]],
        request: Request[Any, Any, Any],
        media_id: FromPath[UUID],
        expires: FromQuery[int],
        signature: FromQuery[str],
    ) -> None:
        """The bytes, as announced: not one more is read. Needs no key, the address is signed;
        sending again before the acknowledgment replaces them. Where pictures are kept in a bucket
        that takes uploads itself, no address leads here.
        """
        await receive_upload(
            MediaId(media_id),
            request.stream(),
            expires=expires,
            signature=signature,
            content_type=request.headers.get("content-type", ""),
        )

    @post(
        "/{media_id:uuid}/acknowledge",
        guards=[requires("catalog:write")],
        opt={OPT: RECORDED},
        status_code=200,
        operation_id="acknowledgeMediaUpload",
        summary="Say that the upload is done",
    )
    async def acknowledge(
        self,
        acknowledge_upload: NamedDependency[SkipValidation[AcknowledgeUpload]],
        media_id: FromPath[UUID],
    ) -> Response[MediaView]:
        """Looks at the bytes: size, checksum, type by content, dimensions, and every pixel. They
        are what was announced and the picture is ready, or it is rejected, its bytes are deleted,
        and this is a 400 with the reason. 409 `media.not_uploaded` while nothing has arrived.
        """
        try:
            asset = await acknowledge_upload(MediaId(media_id))
        except MediaFlaw as flaw:
            MEDIA_REJECTED.labels(flaw.code).inc()
            raise
        return versioned(MediaView.of(asset), version=asset.version)

    @get(
        "/",
        guards=[requires("catalog:read")],
        operation_id="listMedia",
        summary="List pictures",
    )
    async def list_media(
        self,
        media_queries: NamedDependency[SkipValidation[MediaQueries]],
        caller: NamedDependency[Caller],
        media_state: State = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[MediaView]:
        """Newest first. A company's key sees those that are ready."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        wanted = media_state if caller.company is None else MediaState.READY
        found = await media_queries.list(page, state=wanted)
        return PageBody.of(found.map(lambda asset: MediaView.for_caller(asset, caller)))

    @get(
        "/{media_id:uuid}",
        guards=[requires("catalog:read")],
        operation_id="getMedia",
        summary="Read what is known of a picture",
    )
    async def read(
        self,
        media_queries: NamedDependency[SkipValidation[MediaQueries]],
        caller: NamedDependency[Caller],
        media_id: FromPath[UUID],
    ) -> Response[MediaView]:
        asset = await media_queries.get(MediaId(media_id))
        if caller.company is not None and asset.state is not MediaState.READY:
            raise MediaNotFound(f"no media {media_id}")
        return versioned(MediaView.for_caller(asset, caller), version=asset.version)

    @get(
        "/{media_id:uuid}/content",
        guards=[requires("catalog:read")],
        operation_id="getMediaContent",
        summary="Download a picture",
        media_type="image/*",
        responses={304: ResponseSpec(None, description="It is the one you have (If-None-Match)")},
    )
    async def content(
        self,
        read_media: NamedDependency[SkipValidation[ReadMedia]],
        request: Request[Any, Any, Any],
        media_id: FromPath[UUID],
    ) -> Response[bytes]:
        """The bytes as they were uploaded, of the type that was verified. They never change: keep
        them. 409 `media.not_ready` when there are none.
        """
        asset = await read_media.asset(MediaId(media_id))
        etag = f'"{asset.sha256}"'
        headers = {
            "ETag": etag,
            "Cache-Control": FOR_A_YEAR,
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(asset.file_name, safe='')}",
        }
        if etag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers, media_type=asset.content_type)
        body = await read_media.content(asset)
        return Response(body, headers=headers, media_type=asset.content_type.value)

    @get(
        "/{media_id:uuid}/timeline",
        guards=[requires("catalog:write")],
        operation_id="getMediaTimeline",
        summary="What happened to a picture",
    )
    async def timeline(
        self,
        media_queries: NamedDependency[SkipValidation[MediaQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        media_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first."""
        asset = await media_queries.get(MediaId(media_id))
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await event_log_queries.timeline(asset.id, page)
        return PageBody.of(found.map(EventView.of))

    @patch(
        "/{media_id:uuid}",
        guards=[requires("catalog:write")],
        operation_id="describeMedia",
        summary="Say what a picture shows",
    )
    async def describe(
        self,
        describe_media: NamedDependency[SkipValidation[DescribeMedia]],
        request: Request[Any, Any, Any],
        media_id: FromPath[UUID],
        data: JSONBody[MediaPatch],
    ) -> Response[MediaView]:
        """Its label and alternative text. A product may say something else where it shows it."""
        asset = await describe_media(
            MediaId(media_id),
            label=data.label,
            alt_text=data.alt_text,
            expected_version=expected_version(request),
        )
        return versioned(MediaView.of(asset), version=asset.version)

    @delete(
        "/{media_id:uuid}",
        guards=[requires("catalog:write")],
        status_code=200,
        operation_id="discardMedia",
        summary="Throw a picture away",
    )
    async def discard(
        self,
        discard_media: NamedDependency[SkipValidation[DiscardMedia]],
        request: Request[Any, Any, Any],
        media_id: FromPath[UUID],
    ) -> MediaView:
        """With its bytes. 409 `media.in_use` while a product shows it."""
        asset = await discard_media(MediaId(media_id), expected_version=expected_version(request))
        return MediaView.of(asset)


ROUTES: Final = (MediaController,)
