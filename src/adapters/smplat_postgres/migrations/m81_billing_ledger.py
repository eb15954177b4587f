"""Billing by hand: free lines, credit notes, refunds and disputes, and invoices nobody can alter."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:01:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table invoices
    alter column order_id drop not null,
    alter column order_reference drop not null,
    add column terms_days     int not null default 0 check (terms_days between 0 and 365),
    add column replaces       uuid unique references invoices (id) on delete restrict,
    add column void_reason    text,
    add column reminded_round int,
    add column reminded_step  int,
    add column remind_on      date,
    add constraint invoices_reminded_whole
        check ((reminded_round is null) = (reminded_step is null));
update invoices set void_reason = '' where state = 'void';
alter table invoices
    add constraint invoices_void_with_reason check ((state = 'void') = (void_reason is not null));
create index invoices_number_prefix on invoices (number text_pattern_ops);
create index invoices_due on invoices (due_on, id) where state in ('issued', 'partially_paid');
create index invoices_to_remind on invoices (remind_on, id) where remind_on is not null;

alter table invoice_lines
    alter column order_item_id drop not null,
    alter column sku drop not null,
    add column kind   text not null default 'item'
        check (kind in ('item', 'charge', 'adjustment', 'discount', 'credit')),
    add column reason text not null default '',
    add constraint invoice_lines_items_of_orders
        check ((kind = 'item') = (order_item_id is not null));

alter table payment_records
    alter column order_id drop not null,
    add column method         text not null default 'processor'
        check (method in ('processor', 'bank_transfer', 'check', 'cash', 'card', 'other')),
    add column note           text not null default '',
    add column refunded_minor bigint not null default 0 check (refunded_minor >= 0),
    add column heard          int not null default 0;
update payment_records set method = 'other' where source = 'manual';

create table payment_disputes (
    payment_id   uuid not null references payment_records (id) on delete restrict,
    dispute_id   text not null,
    amount_minor bigint not null check (amount_minor > 0),
    reason       text not null,
    opened_at    timestamptz not null,
    outcome      text check (outcome in ('won', 'lost')),
    closed_at    timestamptz,
    primary key (payment_id, dispute_id)
);

alter table payment_allocations
    add column released_minor bigint not null default 0,
    add column credited_minor bigint not null default 0;
update payment_allocations set released_minor = amount_minor where released_at is not null;
alter table payment_allocations
    add constraint payment_allocations_parts check
        (released_minor >= 0 and credited_minor >= 0
         and released_minor + credited_minor <= amount_minor);

create table credit_notes (
    id           uuid primary key,
    number       text not null unique,
    invoice_id   uuid not null references invoices (id) on delete restrict,
    amount_minor bigint not null check (amount_minor > 0),
    reason       text not null,
    issued_at    timestamptz not null
);
create index credit_notes_invoice on credit_notes (invoice_id, issued_at);

-- What was issued says the same for ever, whoever asks and by whatever way.
create function billing_keep_issued() returns trigger language plpgsql as $$
begin
    if old.state = 'draft' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'invoice % was issued and is never deleted', old.number
            using errcode = 'restrict_violation';
    end if;
    if new.state = 'draft' or (old.state = 'void' and new.state <> 'void')
        or (new.number, new.order_id, new.order_reference, new.company_id, new.currency,
            new.total_minor, new.issued_at, new.due_on, new.terms_days, new.bill_to, new.replaces)
           is distinct from
           (old.number, old.order_id, old.order_reference, old.company_id, old.currency,
            old.total_minor, old.issued_at, old.due_on, old.terms_days, old.bill_to, old.replaces)
    then
        raise exception 'invoice % was issued and never changes', old.number
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger invoices_issued_never_change before update or delete on invoices
    for each row execute function billing_keep_issued();

-- Stable: it sees what was there before the statement, so that an invoice may be written
-- as issued together with its lines, and no line is written to it afterwards.
create function billing_keep_lines() returns trigger language plpgsql stable as $$
begin
    if exists (
        select 1 from invoices
        where id in (case when tg_op <> 'INSERT' then old.invoice_id end,
                     case when tg_op <> 'DELETE' then new.invoice_id end)
          and state <> 'draft'
    ) then
        raise exception 'the lines of an issued invoice never change'
            using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger invoice_lines_issued_never_change before insert or update or delete on invoice_lines
    for each row execute function billing_keep_lines();

create function billing_keep_notes() returns trigger language plpgsql as $$
begin
    raise exception 'credit note % never changes', old.number
        using errcode = 'restrict_violation';
end $$;
create trigger credit_notes_never_change before update or delete on credit_notes
    for each row execute function billing_keep_notes();
"""
