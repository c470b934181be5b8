"""Sorting on a live server: what it answers, and what it refuses."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

JSON = {"Content-Type": "application/json"}
ORDER = "animagine-xl-4.0"

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(server: Any) -> Ask:
    def run(body: bytes, headers: dict[str, str] = JSON) -> tuple[int, Any]:
        place = urlsplit(server.address)
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)
        try:
            connection.request("POST", "/tag_atelier/sort", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    return run


def question(text: object, preset: object = ORDER, **more: object) -> bytes:
    return json.dumps({"text": text, "preset": preset, **more}).encode()


# (question, the text of its answer)
SORTED = [
    (
        question("smile, masterpiece, hatsune miku, 1girl"),
        "masterpiece, 1girl, hatsune miku, smile",
    ),
    (question("masterpiece, smile, 1girl", "kivotos-xl-2.0"), "1girl, smile, masterpiece"),
    (question("night, smile, 1girl", selection=[7, 19]), "night, 1girl, smile"),
    (question("smile, 1girl", selection=[-5, 10**9]), "1girl, smile"),
    (question("smile, 1girl", selection=[9, 2]), "smile, 1girl"),
    (question(""), ""),
    (question("\ud800, \U0001f600, 1girl"), "1girl, \ud800, \U0001f600"),
    (question("(" * 50_000 + "a, 1girl"), None),
]

# (body, status, a part of the message)
REFUSED = [
    (b"", 400, "the body is not JSON"),
    (b"{", 400, "the body is not JSON"),
    (b"\xff\xfe\xff", 400, "the body is not JSON"),
    (b"[" * 100_000, 400, "the body is not JSON"),
    (b"[]", 400, "the body is no object; allowed: {text, preset, selection}"),
    (question(None), 400, "text: null; allowed: a string"),
    (question(["a"]), 400, 'text: ["a"]; allowed: a string'),
    (question("a", 3), 400, "preset: 3; allowed: a string"),
    (question("a", "../etc"), 400, "unknown preset '../etc'; installed: animagine-xl-2.0"),
    (question("a", "auto"), 400, "unknown preset 'auto'"),
    (question("a", selection=[1]), 400, "selection: [1]; allowed: [from, to] in characters"),
    (question("a", selection=[True, 2]), 400, "selection: [true, 2]; allowed"),
    (question("a", selection="ab"), 400, 'selection: "ab"; allowed'),
    (question("a" * 270_000), 413, "more than 256 kB; allowed: up to that"),
]


@pytest.mark.parametrize(("body", "text"), SORTED)
def test_tags_come_back_in_the_presets_order(ask: Ask, body: bytes, text: str | None) -> None:
    status, answer = ask(body)
    assert (status, sorted(answer)) == (200, ["notices", "text"])
    assert text is None or answer["text"] == text


def test_what_else_happened_is_told(ask: Ask) -> None:
    assert ask(question("1girl, smile, 1girl"))[1] == {
        "text": "1girl, smile",
        "notices": ["1girl was written twice."],
    }


@pytest.mark.parametrize(("body", "status", "message"), REFUSED)
def test_what_cannot_be_sorted_is_refused(ask: Ask, body: bytes, status: int, message: str) -> None:
    found, answer = ask(body)
    assert found == status
    assert message in answer["error"]


def test_a_form_of_another_site_is_refused(ask: Ask) -> None:
    status, answer = ask(question("smile, 1girl"), {"Content-Type": "text/plain"})
    assert (status, answer) == (415, {"error": "type text/plain; allowed: application/json"})
