"""API keys over HTTP."""

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.wire import PageBody, ShortText
from smplat_core.access import ApiKey, ApiKeyId, ApiKeyQueries, IssueApiKey, RevokeApiKey
from smplat_core.kernel import PageRequest


@frozen
class KeyView:
    """A key, without its token: that is shown once, when it is issued."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    company_id: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyView":
        return cls(
            id=key.id,
            name=key.name,
            prefix=key.prefix,
            scopes=tuple(sorted(key.scopes)),
            company_id=key.company_id,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
        )


@frozen
class NewKey:
    name: ShortText
    scopes: tuple[str, ...]
    company_id: UUID | None = None
    expires_at: datetime | None = None


@frozen
class IssuedKey:
    """The only time the token is shown."""

    token: str
    key: KeyView


class KeyController(Controller):
    path = "/api-keys"
    tags = ("access",)

    @post(
        "/", guards=[requires("keys:write")], operation_id="issueApiKey", summary="Issue an API key"
    )
    async def issue(
        self,
        issue_api_key: NamedDependency[SkipValidation[IssueApiKey]],
        data: JSONBody[NewKey],
    ) -> IssuedKey:
        """The token is in this answer and nowhere else: keep it."""
        key, token = await issue_api_key(
            name=data.name,
            scopes=data.scopes,
            company_id=data.company_id,
            expires_at=data.expires_at,
        )
        return IssuedKey(token, KeyView.of(key))

    @get("/", guards=[requires("keys:read")], operation_id="listApiKeys", summary="List API keys")
    async def list_keys(
        self,
        api_key_queries: NamedDependency[SkipValidation[ApiKeyQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[KeyView]:
        """Newest first, revoked ones included."""
        page = await api_key_queries.list(PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(KeyView.of))

    @post(
        "/{key_id:uuid}/revoke",
        guards=[requires("keys:write")],
        status_code=200,
        operation_id="revokeApiKey",
        summary="Revoke an API key",
    )
    async def revoke(
        self,
        revoke_api_key: NamedDependency[SkipValidation[RevokeApiKey]],
        key_id: FromPath[UUID],
    ) -> KeyView:
        """The key stops working at once. Revoking it again changes nothing."""
        return KeyView.of(await revoke_api_key(ApiKeyId(key_id)))


ROUTES: Final = (KeyController,)
