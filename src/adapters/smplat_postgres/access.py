"""API keys and answered requests, kept in Postgres."""

from datetime import datetime
from typing import Any

from attrs import evolve

from smplat_core.access import (
    Answer,
    ApiKey,
    ApiKeyChanged,
    ApiKeyId,
    ApiKeyNotFound,
    ApiKeyQueries,
    ApiKeys,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    IdempotencyRecords,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.documents import dumps, parsed
from smplat_postgres.log import publish
from smplat_postgres.tables.kernel import ApiKeyRow, IdempotencyRow


class PostgresApiKeys(ApiKeys):
    async def get(self, key_id: ApiKeyId) -> ApiKey:
        rows = await ApiKeyRow.raw("select * from api_keys where id = {} for no key update", key_id)
        if not rows:
            raise ApiKeyNotFound(f"no API key {key_id}")
        return _to_key(rows[0])

    async def save(self, key: ApiKey) -> ApiKey:
        saved = evolve(key, version=key.version + 1, news=())
        rows = await ApiKeyRow.raw(
            "insert into api_keys (id, name, prefix, digest, scopes, company_id, created_at,"
            " expires_at, revoked_at, version) values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
            " on conflict (id) do update set name = excluded.name, scopes = excluded.scopes,"
            " expires_at = excluded.expires_at, revoked_at = excluded.revoked_at,"
            " version = excluded.version where api_keys.version = {} returning id",
            saved.id,
            saved.name,
            saved.prefix,
            saved.digest,
            sorted(saved.scopes),
            saved.company_id,
            saved.created_at,
            saved.expires_at,
            saved.revoked_at,
            saved.version,
            key.version,
        )
        if not rows:
            raise ApiKeyChanged(f"API key {key.id} was changed by someone else")
        await publish(aggregate="api_key", aggregate_id=key.id, news=key.news)
        return saved


class PostgresApiKeyQueries(ApiKeyQueries):
    async def by_digest(self, digest: bytes) -> ApiKey | None:
        rows = await ApiKeyRow.raw("select * from api_keys where digest = {}", digest)
        return _to_key(rows[0]) if rows else None

    async def list(self, page: PageRequest) -> Page[ApiKey]:
        created, last = page.last_moment() or (None, None)
        rows = await ApiKeyRow.raw(
            "select * from api_keys where (created_at, id) <"
            " (coalesce({}::timestamptz, 'infinity'), {}::uuid)"
            " order by created_at desc, id desc limit {}",
            created,
            last,
            page.limit + 1,
        )
        keys = [_to_key(row) for row in rows]
        return Page.cut(keys, page.limit, lambda key: (key.created_at.isoformat(), str(key.id)))


class PostgresIdempotency(IdempotencyRecords):
    async def claim(
        self, scope: str, key: str, fingerprint: str, *, now: datetime, held_until: datetime
    ) -> Answer | None:
        mine = await IdempotencyRow.raw(
            "insert into idempotency_records (scope, key, fingerprint, created_at, held_until)"
            " values ({}, {}, {}, {}, {}) on conflict (scope, key) do update"
            " set held_until = excluded.held_until where idempotency_records.status is null"
            " and idempotency_records.fingerprint = excluded.fingerprint"
            " and idempotency_records.held_until < {} returning key",
            scope,
            key,
            fingerprint,
            now,
            held_until,
            now,
        )
        if mine:
            return None
        rows = await IdempotencyRow.raw(
            "select * from idempotency_records where scope = {} and key = {}", scope, key
        )
        record = rows[0]
        if record["fingerprint"] != fingerprint:
            raise IdempotencyKeyReused(f"Idempotency-Key {key!r} belongs to another request")
        if record["status"] is None:
            raise IdempotencyKeyInUse(f"the first request with {key!r} is still being answered")
        headers = tuple((name, value) for name, value in parsed(record["headers"]))
        return Answer(record["status"], headers, record["body"])

    async def hold(self, scope: str, key: str, *, until: datetime) -> None:
        await IdempotencyRow.raw(
            "update idempotency_records set held_until = {}"
            " where scope = {} and key = {} and status is null",
            until,
            scope,
            key,
        )

    async def settle(self, scope: str, key: str, answer: Answer) -> None:
        await IdempotencyRow.raw(
            "update idempotency_records set status = {}, headers = {}, body = {}"
            " where scope = {} and key = {}",
            answer.status,
            dumps(answer.headers),
            answer.body,
            scope,
            key,
        )

    async def release(self, scope: str, key: str) -> None:
        await IdempotencyRow.raw(
            "delete from idempotency_records where scope = {} and key = {} and status is null",
            scope,
            key,
        )

    async def forget_before(self, moment: datetime) -> int:
        rows = await IdempotencyRow.raw(
            "delete from idempotency_records where created_at < {} returning 1", moment
        )
        return len(rows)


def _to_key(row: dict[str, Any]) -> ApiKey:
    return ApiKey(**{**row, "scopes": frozenset(row["scopes"])})
