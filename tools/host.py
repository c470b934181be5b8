"""A ComfyUI on this machine: finding it, installing it, linking the pack into it, starting it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pack

PACK_NAME = "tag-atelier"
OLDEST = (0, 17, 0)

BOOT_SECONDS = 180  # a cold disk and a first import of torch take more than a minute

SOURCE = "https://github.com/comfyanonymous/ComfyUI"  # what comfy-cli clones
ELSEWHERE = "A ComfyUI that stands elsewhere is named with --comfyui PATH."


class HostError(Exception):
    """The host is missing, too old, or did not start; the message says what to do about it."""


@dataclass(frozen=True)
class Host:
    """A ComfyUI folder and the Python that runs it."""

    root: Path
    python: Path

    @property
    def version(self) -> tuple[int, ...]:
        """As in comfyui_version.py, for example (0, 33, 0)."""
        text = (self.root / "comfyui_version.py").read_text(encoding="utf-8")
        return tuple(int(part) for part in re.findall(r"\d+", text.split("=")[-1])[:3])

    def has_accelerator(self) -> bool:
        """Whether torch sees a GPU here; without one ComfyUI has to be told `--cpu`."""
        code = (
            "import torch; print(any(getattr(torch, name, None) and getattr(torch, name)"
            ".is_available() for name in ('cuda', 'xpu')) or torch.backends.mps.is_available())"
        )
        done = subprocess.run(
            [str(self.python), "-c", code], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise HostError(f"{self.python} cannot import torch: {done.stderr.strip()[-300:]}")
        return done.stdout.strip() == "True"


def is_comfyui(folder: Path) -> bool:
    return (folder / "main.py").is_file() and (folder / "comfyui_version.py").is_file()


def default_workspace() -> Path:
    """Where comfy-cli installs ComfyUI unless it is told otherwise."""
    home = Path.home()
    if sys.platform in ("win32", "darwin"):
        return home / "Documents" / "comfy" / "ComfyUI"
    return home / "comfy" / "ComfyUI"


def find(named: Path | None = None) -> Host:
    """The named ComfyUI, or the one that holds this pack, or comfy-cli's own.

    Raises HostError when there is none, it is older than the pack supports, or has no Python.
    """
    if named is not None:
        if not is_comfyui(named):
            raise HostError(f"{named} is no ComfyUI: main.py and comfyui_version.py are not there")
        places = [named]
    else:
        # The folder as the user reached it, since a linked pack resolves to somewhere else.
        reached = [Path(sys.argv[0]).absolute().parent.parent, pack.ROOT]
        places = [root.parent.parent for root in reached if root.parent.name == "custom_nodes"]
        places.append(default_workspace())
    for place in places:
        if is_comfyui(place):
            host = Host(place.resolve(), _python_of(place.resolve()))
            if host.version < OLDEST:
                found, oldest = (".".join(map(str, v)) for v in (host.version, OLDEST))
                raise HostError(f"{place} is ComfyUI {found}; Tag Atelier needs {oldest} or newer")
            return host
    searched = ", ".join(str(place) for place in dict.fromkeys(places))
    raise HostError(f"no ComfyUI in {searched}. To get one: {install_help()}")


def _python_of(root: Path) -> Path:
    inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    candidates = [root.joinpath(folder, *inside) for folder in (".venv", "venv")]
    candidates.append(root.parent / "python_embeded" / "python.exe")  # Windows portable's spelling
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    mine = Path(sys.executable)
    if subprocess.run([str(mine), "-c", "import torch"], capture_output=True).returncode == 0:
        return mine
    looked = ", ".join(str(candidate) for candidate in candidates)
    raise HostError(f"{root} has no Python of its own ({looked}) and {mine} has no torch")


def install_help() -> str:
    """How to get a ComfyUI by hand, as one sentence."""
    command = " ".join(_install_command(default_workspace()))
    return f"pip install uv && {command}. {ELSEWHERE}"


def _install_command(target: Path) -> list[str]:
    command = ["uvx", "--from", "comfy-cli", "comfy", "--skip-prompt", f"--workspace={target}"]
    return [*command, "install", "--version", "latest", _gpu_flag()]


def install(target: Path) -> Host:
    """Install ComfyUI with comfy-cli into the folder `target`.

    comfy-cli's own output goes to stderr. Raises HostError when uv or git is missing, the network
    does not reach ComfyUI's repository, or comfy-cli fails.
    """
    uvx = shutil.which("uvx")
    if uvx is None:
        raise HostError(f"installing ComfyUI needs uv: {install_help()}")
    git = shutil.which("git")
    if git is None:
        raise HostError(f"installing ComfyUI needs git, which is not on the PATH. {ELSEWHERE}")
    reach = [git, "ls-remote", "--exit-code", SOURCE, "HEAD"]
    if subprocess.run(reach, capture_output=True).returncode != 0:
        raise HostError(
            f"ComfyUI cannot be installed: {SOURCE} cannot be reached from here. {ELSEWHERE}"
        )
    command = _install_command(target)
    done = subprocess.run([uvx, *command[1:]], stdout=sys.stderr, check=False)
    if done.returncode != 0 or not is_comfyui(target):
        raise HostError(f"comfy-cli did not install ComfyUI into {target}: {' '.join(command)}")
    return Host(target.resolve(), _python_of(target.resolve()))


def _gpu_flag() -> str:
    if sys.platform == "darwin":
        return "--m-series"
    return "--nvidia" if shutil.which("nvidia-smi") else "--cpu"


def link_pack(custom_nodes: Path, name: str = PACK_NAME) -> str:
    """Make the pack a member of `custom_nodes` and return its folder name there.

    A pack that is there already, under any name, stays as it is. Raises HostError when another
    copy of the pack occupies the name, or the system allows no link.
    """
    custom_nodes.mkdir(parents=True, exist_ok=True)
    for entry in custom_nodes.iterdir():
        if entry.resolve() == pack.ROOT:
            return entry.name
    link = custom_nodes / name
    if link.exists():
        raise HostError(f"{link} holds another copy of the pack: use it, or take it away")
    try:
        link.symlink_to(pack.ROOT, target_is_directory=True)
    except OSError as error:
        if sys.platform != "win32":
            raise HostError(f"cannot link {pack.ROOT} to {link}: {error}") from error
        # Windows keeps symlinks for developers; a junction is allowed to everyone.
        junction = ["cmd", "/c", "mklink", "/J", str(link), str(pack.ROOT)]
        if subprocess.run(junction, capture_output=True).returncode != 0:
            raise HostError(f"cannot link {pack.ROOT} to {link}: {error}") from error
    return name


class Server:
    """A ComfyUI process of our own on a free port, with only this pack loaded.

    Use as a context manager; it is stopped at the end. `folder_name` is the pack's in the host's
    custom_nodes, `log` the file that takes the server's output.
    """

    def __init__(self, host: Host, folder_name: str, arguments: Sequence[str], log: Path) -> None:
        self.host = host
        self.log = log
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.boot_seconds = 0.0
        self._command = [
            str(host.python),
            str(host.root / "main.py"),
            "--listen=127.0.0.1",
            f"--port={self.port}",
            "--disable-auto-launch",
            "--disable-all-custom-nodes",
            f"--whitelist-custom-nodes={folder_name}",
            "--disable-api-nodes",
            # Another server may hold the host's own database.
            "--database-url=sqlite:///:memory:",
            *arguments,
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        started = time.monotonic()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.host.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            while not answers(self.address):
                if self._process.poll() is not None:
                    raise HostError(f"ComfyUI stopped while starting:\n{self.last_lines()}")
                if time.monotonic() - started > BOOT_SECONDS:
                    raise HostError(
                        f"ComfyUI did not answer in {BOOT_SECONDS} s:\n{self.last_lines()}"
                    )
                time.sleep(0.2)
        except BaseException:
            self.stop()
            raise
        self.boot_seconds = time.monotonic() - started
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def last_lines(self, count: int = 20) -> str:
        return "\n".join(self.log_text().splitlines()[-count:])


def answers(address: str) -> bool:
    """Whether a ComfyUI answers at `address` (http://machine:port)."""
    try:
        with urllib.request.urlopen(f"{address}/system_stats", timeout=5) as response:
            return "system" in json.load(response)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def models_config(folder: Path, checkpoints: Path) -> Path:
    """Write into `folder` the file that shows a host the folder `checkpoints` besides its own."""
    path = folder / "extra_model_paths.yaml"
    # JSON is YAML too, and needs no care for backslashes and colons in a path.
    config = {"tag_atelier": {"checkpoints": str(checkpoints)}}
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def workbench() -> tempfile.TemporaryDirectory[str]:
    """A folder for what a server of ours writes, deleted afterwards."""
    # A server that is just stopping may still hold a file on Windows.
    return tempfile.TemporaryDirectory(prefix="tag-atelier-", ignore_cleanup_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
