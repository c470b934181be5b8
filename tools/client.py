"""A client of a running ComfyUI: queue a prompt, follow it, fetch what it made."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from events import EventStream

Prompt = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class NodeError:
    """What a node said when it failed, or the host when it refused the node."""

    node: str
    class_type: str
    message: str

    def __str__(self) -> str:
        where = f"node {self.node} ({self.class_type}): " if self.node else ""
        return where + self.message


@dataclass(frozen=True)
class Progress:
    """A step that a node has finished; `left` is in seconds, None before it can be told."""

    node: str
    step: int
    steps: int
    left: float | None


@dataclass
class Result:
    """How a prompt went: what ran, what came from the cache, what came out."""

    prompt_id: str = ""
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    executed: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    errors: list[NodeError] = field(default_factory=list)

    @property
    def images(self) -> list[dict[str, str]]:
        """The host's references to pictures, node by node: filename, subfolder, type."""
        return [image for output in self.outputs.values() for image in output.get("images", ())]


class Client:
    """Talks to the ComfyUI at `address`, for example http://127.0.0.1:8188."""

    def __init__(self, address: str, timeout: float = 60) -> None:
        self.address = address.rstrip("/")
        self.timeout = timeout

    def get(self, path: str) -> Any:
        """The JSON at `path`. Raises urllib.error.HTTPError."""
        with urllib.request.urlopen(self.address + path, timeout=self.timeout) as response:
            return json.load(response)

    def post(self, path: str, body: Any) -> Any:
        """The JSON answer, or None where there is none. Raises urllib.error.HTTPError."""
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps(body).encode("utf-8"),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=self.timeout) as response:
            text = response.read()
        return json.loads(text) if text else None

    def knows(self, class_types: set[str]) -> bool:
        """Whether the host has every one of these node classes."""
        return all(self.get(f"/object_info/{name}") for name in class_types)

    def checkpoints(self) -> list[str]:
        """Names of the checkpoints that the host can load."""
        loader = self.get("/object_info/CheckpointLoaderSimple")["CheckpointLoaderSimple"]
        return list(loader["input"]["required"]["ckpt_name"][0])

    def checkpoint_metadata(self, name: str) -> dict[str, Any]:
        """What the checkpoint's own header says of it; empty where it says nothing."""
        try:
            query = urllib.parse.urlencode({"filename": name})
            return self.get(f"/view_metadata/checkpoints?{query}") or {}
        except (urllib.error.HTTPError, ValueError):
            return {}  # the host answers 404 for a file without metadata

    def image(self, reference: dict[str, str]) -> bytes:
        """The file behind one of `Result.images`, as saved."""
        query = urllib.parse.urlencode(reference)
        with urllib.request.urlopen(f"{self.address}/view?{query}", timeout=self.timeout) as found:
            return found.read()

    def upload_image(self, path: Path) -> str:
        """Put a picture into the host's input folder; the name it got there."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="image"; '
            f'filename="{path.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        request = urllib.request.Request(
            f"{self.address}/upload/image",
            data=head.encode("utf-8") + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode(),
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )
        with urllib.request.urlopen(request, timeout=self.timeout) as response:
            return str(json.load(response)["name"])

    def interrupt(self) -> None:
        self.post("/interrupt", {})

    def run(
        self,
        prompt: Prompt,
        workflow: dict[str, Any] | None = None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
        timeout: float = 600,
    ) -> Result:
        """Queue `prompt` (API form) and wait until it is done.

        `workflow` is the same as a graph, which the host saves inside its pictures. What nodes
        report as errors is in the result; raises TimeoutError after `timeout` seconds without an
        end, and OSError when the host goes away.
        """
        client_id = uuid.uuid4().hex
        body: dict[str, Any] = {"prompt": prompt, "client_id": client_id}
        if workflow is not None:
            body["extra_data"] = {"extra_pnginfo": {"workflow": workflow}}
        with EventStream(self.address, client_id, self.timeout) as events:
            try:
                answer = self.post("/prompt", body)
            except urllib.error.HTTPError as error:
                if error.code != 400:
                    raise
                return Result(errors=_refusals(json.load(error), prompt))
            result = Result(answer["prompt_id"], errors=_refusals(answer, prompt))
            _follow(events, result, on_progress, time.monotonic() + timeout)
        history = self.get(f"/history/{result.prompt_id}").get(result.prompt_id, {})
        result.outputs = history.get("outputs", {})
        return result


def _refusals(answer: dict[str, Any], prompt: Prompt) -> list[NodeError]:
    """The host's answer to a prompt as one error per fault, the general one only if alone."""
    errors = [
        NodeError(node, fault["class_type"], _sentence(error))
        for node, fault in (answer.get("node_errors") or {}).items()
        for error in fault["errors"]
    ]
    if not errors and answer.get("error"):
        error = answer["error"]
        node = str((error.get("extra_info") or {}).get("node_id", ""))
        class_type = prompt.get(node, {}).get("class_type", "")
        errors.append(NodeError(node, class_type, _sentence(error)))
    return errors


def _sentence(error: dict[str, Any]) -> str:
    return ": ".join(part for part in (error.get("message"), error.get("details")) if part)


def _follow(
    events: EventStream,
    result: Result,
    on_progress: Callable[[Progress], None],
    deadline: float,
) -> None:
    first_step: dict[str, tuple[int, float]] = {}
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"prompt {result.prompt_id} did not end in time")
        events.wait(left)
        message = events.read()
        kind, data = message["type"], message.get("data") or {}
        if data.get("prompt_id") != result.prompt_id:
            continue
        if kind == "executing" and data["node"] is None:
            return  # sent after success and failure alike, when the history is written
        if kind == "executing":
            result.executed.add(data["node"])
        elif kind == "execution_cached":
            result.cached.update(data["nodes"])
        elif kind == "progress":
            on_progress(_progress(data, first_step))
        elif kind == "execution_error":
            text = str(data["exception_message"]).strip()
            result.errors.append(NodeError(str(data["node_id"]), data["node_type"], text))
        elif kind == "execution_interrupted":
            node, class_type = str(data.get("node_id")), str(data.get("node_type"))
            result.errors.append(NodeError(node, class_type, "interrupted"))


def _progress(data: dict[str, Any], first_step: dict[str, tuple[int, float]]) -> Progress:
    """Judge the time left by the steps after the first one, which also loads the model."""
    node, step, steps, now = str(data["node"]), data["value"], data["max"], time.monotonic()
    begun_at, begun = first_step.setdefault(node, (step, now))
    pace = (now - begun) / (step - begun_at) if step > begun_at else None
    return Progress(node, step, steps, None if pace is None else pace * (steps - step))
