"""Why an embedded server was not started, and what to do about it."""

from typing import ClassVar


class EmbeddedRefused(Exception):
    """An embedded server cannot run as asked. The message says how to fix it."""

    code: ClassVar[str] = "embedded.refused"


class ServerNotFound(EmbeddedRefused):
    """No program new enough was found on this machine."""

    code = "embedded.server_not_found"


class VersionMismatch(EmbeddedRefused):
    """The data was written by a PostgreSQL that is not among those found."""

    code = "embedded.version_mismatch"


class FolderInUse(EmbeddedRefused):
    """Somebody else runs a server on this folder."""

    code = "embedded.folder_in_use"


class FolderUnusable(EmbeddedRefused):
    """The folder cannot hold a server's data."""

    code = "embedded.folder_unusable"


class ServerDidNotStart(EmbeddedRefused):
    """The program was started but never became ready. Carries the end of its log."""

    code = "embedded.did_not_start"
