"""The tables of the guardrails context."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:03:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table service_terms (
    id         uuid primary key,
    provider   text collate "C" not null,
    service    text collate "C" not null,
    offered    boolean not null,
    terms      jsonb not null,
    changed_at timestamptz not null,
    version    int not null,
    constraint service_terms_name unique (provider, service)
);

create table house_terms (
    single     boolean primary key default true check (single),
    policy     jsonb not null,
    fees       jsonb not null,
    changed_at timestamptz not null,
    version    int not null
);

-- Append-only. The question is kept whole, and asked again it is answered the same; the columns
-- hold what was decided then.
create table margin_judgements (
    id           uuid primary key,
    asked_at     timestamptz not null,
    purpose      text not null check (purpose in ('configure', 'quote', 'checkout', 'publish')),
    subject_id   uuid,
    provider     text collate "C",
    service      text collate "C",
    posture      text not null check (posture in ('pass', 'warn', 'fail')),
    refused      boolean not null,
    price_minor  bigint not null,
    margin_minor bigint,
    currency     text not null,
    question     jsonb not null
);
create index margin_judgements_service on margin_judgements (provider, service, asked_at, posture);
create index margin_judgements_list on margin_judgements (asked_at, id);
create index margin_judgements_posture on margin_judgements (posture, asked_at, id)
    where posture <> 'pass';

create table follow_ups (
    id            uuid primary key,
    kind          text not null,
    subject_kind  text not null,
    subject_id    uuid not null,
    subject_label text not null,
    summary       text not null,
    inputs        jsonb not null,
    state         text not null check (state in ('open', 'undone', 'accepted')),
    raised_at     timestamptz not null,
    settled_at    timestamptz,
    settled_by    text,
    reason        text,
    version       int not null,
    check ((state = 'open') = (settled_at is null))
);
create index follow_ups_list on follow_ups (raised_at, id);
create index follow_ups_open on follow_ups (raised_at, id) where state = 'open';
create index follow_ups_subject on follow_ups (subject_id, raised_at, id);
"""
