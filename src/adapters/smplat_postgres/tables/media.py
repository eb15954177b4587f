"""Rows of media."""

from piccolo.columns import UUID, Array, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class MediaAssetRow(Table, tablename="media_assets"):
    id = UUID(primary_key=True)
    client_id = Text()
    file_name = Text()
    content_type = Text()
    size = BigInt()
    sha256 = Text()
    label = Text()
    alt_text = Text()
    uploader = Text()
    secret = Text()
    requested_at = Timestamptz()
    expires_at = Timestamptz()
    state = Text()
    attempt = Integer()
    width = Integer(null=True)
    height = Integer(null=True)
    frames = Integer(null=True)
    ready_at = Timestamptz(null=True)
    rejection_code = Text(null=True)
    rejection_detail = Text(null=True)
    leftovers = Array(base_column=Text())
    released_at = Timestamptz(null=True)
    version = Integer()


class MediaUseRow(Table, tablename="media_product_uses"):
    media_id = UUID(primary_key=True)
    product_id = UUID()


TABLES = (MediaAssetRow, MediaUseRow)
