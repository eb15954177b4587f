"""Rows of the customers context."""

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table


class CompanyRow(Table, tablename="companies"):
    id = UUID(primary_key=True)
    name = Text()
    company_mirror_id = UUID()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    version = Integer()


class ContactRow(Table, tablename="contacts"):
    id = UUID(primary_key=True)
    company_id = UUID()
    first_name = Text()
    last_name = Text()
    email = Text()
    phone = Text(null=True)
    notes = Text(null=True)
    email_key = Text()
    name_key = Text()
    state = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    archived_at = Timestamptz(null=True)
    version = Integer()


class ContactRoleRow(Table, tablename="contact_roles"):
    company_id = UUID(primary_key=True)
    contact_id = UUID()
    role = Text()
    is_primary = Boolean()
    assigned_at = Timestamptz()


class AddressRow(Table, tablename="addresses"):
    id = UUID(primary_key=True)
    company_id = UUID(null=True)
    label = Text()
    recipient = Text()
    company = Text()
    line1 = Text()
    line2 = Text()
    city = Text()
    region = Text()
    postal_code = Text()
    country = Text()
    phone = Text(null=True)
    place_key = Text()
    validation_status = Text()
    default_shipping = Boolean()
    default_billing = Boolean()
    last_used_at = Timestamptz(null=True)
    state = Text()
    created_at = Timestamptz()
    updated_at = Timestamptz()
    archived_at = Timestamptz(null=True)
    version = Integer()


TABLES = (CompanyRow, ContactRow, ContactRoleRow, AddressRow)
