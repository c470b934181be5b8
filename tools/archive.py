"""What a release ships: the files that comfy-cli packs, which are all that a user ever receives."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pack


class NoCheckout(Exception):
    """The pack's folder is no git checkout, so nothing tells what a release would hold."""


def files() -> list[str]:
    """Paths from the pack's root with forward slashes, sorted: tracked, and not in .comfyignore.

    Raises NoCheckout.
    """
    ignored = _listed("--ignored", "--exclude-from=.comfyignore")  # its patterns are git's
    return sorted(set(tracked()) - set(ignored))


def tracked() -> list[str]:
    """All paths that git knows. Raises NoCheckout."""
    return _listed()


def copy(names: Iterable[str], folder: Path) -> None:
    """Write these files, as they stand in the work tree, to `folder`."""
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pack.ROOT / name, target)


def _listed(*choice: str) -> list[str]:
    command = ["git", "-C", str(pack.ROOT), "ls-files", "--cached", "-z", *choice]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoCheckout(f"{pack.ROOT.name} is no git checkout: {error}") from error
    return list(filter(None, done.stdout.split("\0")))
