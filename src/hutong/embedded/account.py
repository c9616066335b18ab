"""Whose rights PostgreSQL runs with. It refuses root, so root lends it to another account."""

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from hutong.embedded.programs import DatabaseTrouble, Programs

PREFERRED = ("postgres", "nobody")


class DatabaseFolderClosed(DatabaseTrouble):
    """The folder cannot be used by this account."""


@dataclass(frozen=True)
class Account:
    """`borrowed`: root started us, and the server runs under another account than ours."""

    uid: int
    gid: int
    borrowed: bool
    keeps_root_paths: bool = False

    @classmethod
    def for_folder(cls, folder: Path) -> Self:
        """Ours; for root whoever owns the data, else the system's account for databases."""
        if os.geteuid() != 0:
            _refuse_another_owner(folder)
            return cls(os.geteuid(), os.getegid(), borrowed=False)
        entry = _owner(folder) or _first_preferred()
        here = cls(entry.pw_uid, entry.pw_gid, borrowed=True)
        if here.can_enter(folder):
            return here
        if not shutil.which("setpriv"):
            raise DatabaseFolderClosed(
                f"PostgreSQL will not run as root, and {entry.pw_name!r} may not enter {folder}. "
                "Set HUTONG_HOME to a folder that everybody may enter, such as /var/lib/hutong."
            )
        return cls(entry.pw_uid, entry.pw_gid, borrowed=True, keeps_root_paths=True)

    def command(self, *words: str) -> list[str]:
        """The command line that runs these words as this account."""
        if not self.keeps_root_paths:
            return list(words)
        return [
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override",
            "--",
            *words,
        ]

    def popen(self) -> dict[str, Any]:
        """What subprocess needs to run `command` as this account."""
        if self.borrowed and not self.keeps_root_paths:
            return {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {}

    def own(self, folder: Path) -> None:
        """Make the folder, for this account alone."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.borrowed:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def runs(self, programs: Programs, shelf: Path) -> Programs:
        """The same programs where this account may run them: copied when they are in its way."""
        if not self.borrowed or self.keeps_root_paths or self.can_enter(programs.bin):
            return programs
        package = programs.bin.parent.parent
        server = (programs.bin / "postgres").stat()
        copy = shelf / f"{programs.major}-{server.st_size}-{server.st_mtime_ns}"
        if not copy.exists():
            _copy(package, copy)
        return Programs(copy / package.name / programs.bin.relative_to(package), programs.major)

    def can_enter(self, folder: Path) -> bool:
        return all(self._may_pass(each) for each in (folder, *folder.parents) if each.exists())

    def _may_pass(self, folder: Path) -> bool:
        there = folder.stat()
        if there.st_uid == self.uid:
            return bool(there.st_mode & stat.S_IXUSR)
        if there.st_gid == self.gid:
            return bool(there.st_mode & stat.S_IXGRP)
        return bool(there.st_mode & stat.S_IXOTH)


def _refuse_another_owner(folder: Path) -> None:
    owner = _owner(folder)
    if owner and owner.pw_uid != os.geteuid():
        raise DatabaseFolderClosed(
            f"{folder} belongs to {owner.pw_name!r}, so it was made when another account (or root) "
            "started the shop. Start it as that account again, or set HUTONG_HOME to a new folder."
        )


def _owner(folder: Path) -> pwd.struct_passwd | None:
    """Whose data this is, unless nobody's or root's."""
    try:
        uid = folder.stat().st_uid
    except (FileNotFoundError, PermissionError):
        return None
    if uid == 0:
        return None
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return pwd.struct_passwd((str(uid), "x", uid, folder.stat().st_gid, "", "/", "/bin/false"))


def _first_preferred() -> pwd.struct_passwd:
    for name in PREFERRED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseFolderClosed("PostgreSQL will not run as root, and there is no other account.")


def _copy(package: Path, shelf: Path) -> None:
    """With the libraries beside it: the programs find them by a path relative to themselves."""
    draft = shelf.with_name(f".{shelf.name}.{os.getpid()}")
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, draft / part.name, symlinks=True)
    draft.rename(shelf)
