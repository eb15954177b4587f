"""Rows of guardrails. Their columns are written in the migration and named in the SQL."""

from piccolo.columns import UUID, Boolean
from piccolo.table import Table


class ServiceTermsRow(Table, tablename="service_terms"):
    id = UUID(primary_key=True)


class HouseTermsRow(Table, tablename="house_terms"):
    single = Boolean(primary_key=True)


class JudgementRow(Table, tablename="margin_judgements"):
    id = UUID(primary_key=True)


class FollowUpRow(Table, tablename="follow_ups"):
    id = UUID(primary_key=True)


TABLES = (ServiceTermsRow, HouseTermsRow, JudgementRow, FollowUpRow)
