"""Which operating system user a server runs as.

PostgreSQL refuses to run as root. A root launcher lends its server another account and
opens only the server's own folder to it; folders above are never touched.
"""

import os
import pwd
import subprocess
from pathlib import Path
from stat import S_ISDIR

from attrs import field, frozen

from smplat_embedded.refusals import FolderUnusable

FALLBACK = "nobody"


@frozen
class Account:
    """A user to run a server as. Without numbers: the user who runs this process."""

    user: int | None = None
    group: int | None = None
    name: str = ""
    extra_groups: tuple[int, ...] | None = field(init=False)

    @extra_groups.default
    def _none_of_the_launchers(self) -> tuple[int, ...] | None:
        return None if self.user is None else ()

    @classmethod
    def for_folder(cls, folder: Path, data: Path) -> "Account":
        """The current user; for root, whoever owns the data already, else ``nobody``."""
        here = os.geteuid()
        if here:
            if data.exists() and data.stat().st_uid != here:
                raise FolderUnusable(
                    f"{data} belongs to {_name_of(data.stat().st_uid)}, not to you. "
                    f"Start as that user or as root, or choose another data folder."
                )
            return cls()
        owners = [path.stat().st_uid for path in (data, folder) if path.exists()]
        owner = next((uid for uid in owners if uid), None)
        try:
            entry = pwd.getpwnam(FALLBACK) if owner is None else pwd.getpwuid(owner)
        except KeyError:
            raise FolderUnusable(
                f"PostgreSQL cannot run as root, and this machine knows no user "
                f"{FALLBACK if owner is None else owner} to run it as. Start as another user."
            ) from None
        return cls(user=entry.pw_uid, group=entry.pw_gid, name=entry.pw_name)

    def reaches(self, path: Path) -> bool:
        """Can this account execute the program, or enter the folder, at ``path``?"""
        if self.user is None:
            return os.access(path, os.X_OK)
        asked = subprocess.run(  # noqa: S603 - a constant script, the path is its argument
            ["/bin/sh", "-c", 'test -x "$1"', "sh", path],
            check=False,
            cwd="/",
            user=self.user,
            group=self.group,
            extra_groups=self.extra_groups,
        )
        return asked.returncode == 0

    def admit(self, folder: Path) -> None:
        """Let the account pass through ``folder``, which is ours; or ``FolderUnusable``.

        It may enter but neither list nor write. A closed folder further up is named in
        the refusal and left as it is.
        """
        if self.group is None or self.reaches(folder):
            return
        for above in reversed(folder.parents):
            if not self.reaches(above):
                raise FolderUnusable(
                    f"PostgreSQL cannot run as root, so it runs as {self.name}, and {self.name} "
                    f"may not enter {above}. Choose a data folder elsewhere, such as "
                    f"/var/lib/smplat, or start as an ordinary user."
                )
        os.chown(folder, -1, self.group)
        folder.chmod(folder.stat().st_mode | 0o010)

    def own(self, folder: Path) -> None:
        """Make ``folder`` exist, private to this account; or refuse one that is not.

        A folder in ``/tmp`` may have been put there by a stranger, so one that exists is
        only ever looked at.
        """
        wanted = os.geteuid() if self.user is None else self.user
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            private = S_ISDIR(found.st_mode) and not found.st_mode & 0o077
            if not private or found.st_uid != wanted:
                raise FolderUnusable(
                    f"{folder} must be a folder of {_name_of(wanted)} that nobody else may "
                    f"enter (mode 0700). Remove it, then start again."
                ) from None
            return
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group, follow_symlinks=False)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
