"""The tag routes on a live server: what they answer, and that nothing is ever half-written."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from client import Client

LIST = '1girl,0,6000000,"1girls,sole_female"\nlong_hair,0,4000000,longhair\nmiku,4,90000,\n'
CSV = {"Content-Type": "text/csv"}
MAGIC = b"TATI"
TOO_LARGE = "more than 64 MB; allowed: up to that"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Routes:
    """The pack's routes on one server, and the user's folder that they work in."""

    def __init__(self, address: str, base: Path) -> None:
        self.base = base
        self.folder = base / "user" / "tag_atelier"
        self.place = urlsplit(address)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=120)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str] | None = None,
        chunked: bool = False,
    ) -> Answer:
        connection = self.connect()
        try:
            connection.request(
                method, f"/tag_atelier/{path}", body, headers or {}, encode_chunked=chunked
            )
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def put(self, body: Any, headers: dict[str, str] = CSV) -> Answer:
        content = body.encode() if isinstance(body, str) else body
        return self.ask("list", "PUT", content, headers)

    def stored(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "lists").glob("*"))


@pytest.fixture
def routes(server) -> Iterator[Routes]:
    """The routes, with no list; what a test leaves behind is removed."""
    found = Routes(server.address, server.base)
    for kind in ("lists", "implications"):
        (found.folder / kind).mkdir(parents=True, exist_ok=True)
    yield found
    for kind in ("lists", "implications"):
        for path in (found.folder / kind).iterdir():
            path.unlink()


def head(index: bytes) -> dict[str, int]:
    names = ("magic", "format", "rows", "aliases", "text", "starts", "odd", "odd_bytes")
    return dict(zip(names, struct.unpack_from("<8I", index), strict=True))


# The index


def test_index_is_packed_kept_and_told_apart_by_content(routes: Routes) -> None:
    plain = routes.ask("index")
    assert plain.status == 200
    assert plain.body.startswith(MAGIC)
    assert plain.headers["Content-Encoding"] is None
    packed = routes.ask("index", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    tag = packed.headers["ETag"]
    assert packed.headers["Cache-Control"] == "no-cache"
    same = routes.ask("index", headers={"If-None-Match": tag})
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", tag)

    (routes.folder / "lists" / "mine.csv").write_text("a_tag_of_mine,0,5,\n", encoding="utf-8")
    changed = routes.ask("index", headers={"If-None-Match": tag})
    assert changed.status == 200
    assert head(changed.body)["rows"] == head(plain.body)["rows"] + 1
    assert b"a tag of mine\0" in changed.body
    kept = sorted(path.name.partition("-")[0] for path in (routes.folder / "cache").iterdir())
    assert kept == ["implications", "index"]

    (routes.folder / "lists" / "mine.csv").unlink()
    assert routes.ask("index").headers["ETag"] == tag


def test_implications_are_rows_of_the_index_with_the_same_etag(routes: Routes) -> None:
    (routes.folder / "lists" / "mine.csv").write_text(
        "zz_narrow,0,2000000003,\nzz_wide,0,2000000002,\n", encoding="utf-8"
    )
    (routes.folder / "implications" / "mine.csv").write_text(
        "zz_narrow,zz_wide\nzz_unlisted,zz_wide\n", encoding="utf-8"
    )
    index, implications = routes.ask("index"), routes.ask("implications")
    assert index.headers["ETag"] == implications.headers["ETag"]
    assert index.body.find(b"zz narrow\0zz wide\0") > 0
    assert implications.body == struct.pack("<2I", 0, 1)


def test_a_million_rows_are_indexed_while_the_server_answers(routes: Routes) -> None:
    rows = "".join(f"tag_{number:07}_word,{number % 2},{number},\n" for number in range(1_000_000))
    (routes.folder / "lists" / "million.csv").write_text(rows, encoding="utf-8")
    answers: list[Answer] = []
    worker = threading.Thread(
        target=lambda: answers.append(routes.ask("index", headers={"Accept-Encoding": "gzip"}))
    )
    started = time.perf_counter()
    worker.start()
    slowest = 0.0
    while worker.is_alive():
        before = time.perf_counter()
        assert routes.ask("presets").status == 200
        slowest = max(slowest, time.perf_counter() - before)
        time.sleep(0.05)
    print(
        f"\n1,000,000 rows: {time.perf_counter() - started:.1f} s, {len(answers[0].body)} bytes, "
        f"slowest other answer {slowest:.2f} s"
    )
    assert answers[0].status == 200
    assert head(gzip.decompress(answers[0].body))["rows"] >= 1_000_000
    assert slowest < 5


# Lists


def test_lists_tell_what_each_gave_and_what_was_skipped(routes: Routes) -> None:
    (routes.folder / "lists" / "b.csv").write_text(LIST + "bad,77,1,\n", encoding="utf-8")
    (routes.folder / "lists" / "a.csv.gz").write_bytes(gzip.compress(LIST.encode())[:-9])
    (routes.folder / "lists" / "latin.csv").write_bytes("caf\u00e9,0,1,\n".encode("latin-1"))
    (routes.folder / "lists" / "notes.txt").write_text("not,a,list", encoding="utf-8")
    (routes.folder / "implications" / "i.csv").write_text("a,b\nalone\n", encoding="utf-8")
    told = routes.ask("lists").json
    starter, broken, good, latin = told["lists"]
    assert (starter["file"], starter["skipped"], starter["problem"]) == ("starter list", 0, None)
    assert starter["tags"] > 1000
    assert (broken["file"], broken["tags"]) == ("a.csv.gz", 0)
    assert broken["problem"].startswith("a.csv.gz: broken gzip")
    assert good == {
        "file": "b.csv",
        "tags": 3,
        "skipped": 1,
        "problem": "b.csv, line 4: category '77'; allowed: 0, 1, 3, 4, 5",
    }
    assert latin["problem"] == "latin.csv: line 1 is not UTF-8: byte 0xe9"
    assert told["implications"] == [
        {
            "file": "i.csv",
            "tags": 1,
            "skipped": 1,
            "problem": "i.csv, line 2: 'alone' alone; allowed: two tags",
        }
    ]
    assert "offered" not in told


def test_lists_of_other_packs_are_offered_and_taken_by_name_only(routes: Routes) -> None:
    pack = routes.base / "custom_nodes" / "Other.disabled" / "data"
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "danbooru_tags.csv").write_text(LIST, encoding="utf-8")
    (pack / "danbooru_tags_cooccurrence.csv").write_text(LIST, encoding="utf-8")
    name = "Other.disabled/data/danbooru_tags.csv"
    assert routes.ask("lists?offered=1").json["offered"] == [{"name": name, "bytes": len(LIST)}]
    as_json = {"Content-Type": "application/json"}
    for wrong in (
        "Other.disabled/data/danbooru_tags_cooccurrence.csv",
        "../custom_nodes/" + name,
        str(pack / "danbooru_tags.csv"),
        "/etc/passwd",
    ):
        answer = routes.put(json.dumps({"offered": wrong}), as_json)
        assert (answer.status, answer.json["error"]) == (
            400,
            f"not stored: no list {wrong!r} is offered",
        )
    for wrong in ("", "[]", "{}", "[" * 100_000, '{"offered": ["x"]}'):
        assert routes.put(wrong, as_json).status == 400
    assert routes.stored() == []
    taken = routes.put(json.dumps({"offered": name}), as_json)
    assert (taken.status, taken.json["tags"]) == (200, 3)
    assert routes.stored() == ["fetched.csv"]


def test_a_list_changes_what_the_prompt_node_writes(routes: Routes, client: Client) -> None:
    prompt = {
        "1": {"class_type": "TagAtelierPreset", "inputs": {"preset": "animagine-xl-4.0"}},
        "2": {
            "class_type": "TagAtelierPrompt",
            "inputs": {
                "preset": ["1", 0],
                "text": "smile, zz foxkin, 1girl",
                "negative": "",
                "quality": "none",
                "rating": "none",
                "year": "none",
            },
        },
        "3": {"class_type": "PreviewAny", "inputs": {"source": ["2", 0]}},
    }

    def written() -> str:
        return client.run(prompt).outputs["3"]["text"][0]

    assert written() == "1girl, smile, zz foxkin"
    routes.put("zz_foxkin,4,50,\n")
    assert written() == "1girl, zz foxkin, smile"
    routes.ask("list", "DELETE")
    assert written() == "1girl, smile, zz foxkin"


# Storing


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (LIST.encode(), CSV),
        (
            b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode(),
            {"Content-Type": "text/csv; charset=utf-8"},
        ),
        (gzip.compress(LIST.encode()), {"Content-Type": "application/gzip"}),
        (gzip.compress(LIST.encode()), {**CSV, "Content-Encoding": "gzip"}),
    ],
    ids=["csv", "bom and crlf", "gzip", "gzip in transfer"],
)
def test_a_list_is_stored_under_one_name(
    routes: Routes, body: bytes, headers: dict[str, str]
) -> None:
    answer = routes.put(body, headers)
    assert answer.status == 200, answer.body
    assert answer.json == {"file": "fetched.csv", "tags": 3, "skipped": 0, "problem": None}
    assert routes.stored() == ["fetched.csv"]
    assert (routes.folder / "lists" / "fetched.csv").read_text(encoding="utf-8") == LIST
    assert [each["file"] for each in routes.ask("lists").json["lists"]] == [
        "starter list",
        "fetched.csv",
    ]


PAGE = "<!DOCTYPE html>\n<html><head><title>404</title></head>\n<body>Not found</body></html>\n"
BOMB = gzip.compress(bytes(200 * 2**20), 9)
WRONG = {
    "empty": (b"", CSV, 400, "it is empty"),
    "a page of an error": (PAGE.encode(), CSV, 400, "only 0 of 3 rows are a tag with its category"),
    "latin-1": ("caf\u00e9,0,1,\n".encode("latin-1"), CSV, 400, "line 1 is not UTF-8: byte 0xe9"),
    "utf-16": (LIST.encode("utf-16"), CSV, 400, "UTF-16 text; allowed: UTF-8"),
    "binary": (bytes(range(256)) * 100, CSV, 400, "not a text file: byte 0 is zero"),
    "gzip cut short": (gzip.compress(LIST.encode())[:-9], CSV, 400, "broken gzip"),
    "gzip with a wrong byte": (b"\x1f\x8b\x08" + b"\xff" * 60, CSV, 400, "broken gzip"),
    "gzip bomb": (BOMB, {"Content-Type": "application/gzip"}, 400, "more than 128 MB of text"),
    "gzip bomb in transfer": (BOMB, {**CSV, "Content-Encoding": "gzip"}, 413, "more than 64 MB"),
    "broken gzip in transfer": (b"junk" * 99, {**CSV, "Content-Encoding": "gzip"}, 400, ""),
    "a form": (LIST.encode(), {"Content-Type": "text/plain"}, 415, "type text/plain; allowed"),
    "another site": (LIST.encode(), {**CSV, "Sec-Fetch-Site": "same-site"}, 403, "another site"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_list_is_refused_and_the_old_one_stays(routes: Routes, case: str) -> None:
    body, headers, status, message = WRONG[case]
    assert routes.put(LIST).status == 200
    answer = routes.put(body, headers)
    assert answer.status == status, answer.body
    if message:
        assert message in answer.json["error"]
    assert routes.stored() == ["fetched.csv"]
    assert (routes.folder / "lists" / "fetched.csv").read_text(encoding="utf-8") == LIST


def test_a_body_that_claims_too_much_is_refused_at_once(routes: Routes) -> None:
    answer = routes.put(b"", {**CSV, "Content-Length": str(10**12)})
    assert (answer.status, answer.json["error"]) == (413, f"not stored: {TOO_LARGE}")


def test_a_body_without_length_is_refused_at_the_limit(routes: Routes) -> None:
    lines = (LIST.encode() * 10_000 for _ in range(100))
    try:
        answer = routes.ask("list", "PUT", lines, {**CSV, "Transfer-Encoding": "chunked"}, True)
        assert (answer.status, answer.json["error"]) == (413, f"not stored: {TOO_LARGE}")
    except ConnectionError:  # The server had answered and hung up before all was sent.
        pass
    assert routes.stored() == []


def test_a_sender_that_goes_away_leaves_nothing(routes: Routes) -> None:
    request = (
        f"PUT /tag_atelier/list HTTP/1.1\r\nHost: {routes.place.netloc}\r\n"
        f"Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n{LIST}"
    )
    with socket.create_connection((routes.place.hostname, routes.place.port)) as connection:
        connection.sendall(request.encode())
        _until(lambda: routes.stored() == ["fetched.part"])
        busy = routes.put(LIST)
        assert (busy.status, busy.json["error"]) == (409, "another list is just being stored")
    _until(lambda: routes.stored() == [])
    assert routes.put(LIST).status == 200


def _until(holds: Any) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def test_the_stored_list_and_no_other_is_removed(routes: Routes) -> None:
    routes.put(LIST)
    (routes.folder / "lists" / "mine.csv").write_text(LIST, encoding="utf-8")
    away = {"Sec-Fetch-Site": "cross-site"}
    assert routes.ask("list", "DELETE", headers=away).status == 403
    assert routes.ask("list?name=mine.csv", "DELETE").json == {"removed": True}
    assert routes.stored() == ["mine.csv"]
    assert routes.ask("list", "DELETE").json == {"removed": False}


@pytest.mark.long
def test_a_sender_that_falls_silent_is_given_up(routes: Routes) -> None:
    request = (
        f"PUT /tag_atelier/list HTTP/1.1\r\nHost: {routes.place.netloc}\r\n"
        f"Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n{LIST}"
    )
    place = (routes.place.hostname, routes.place.port)
    with socket.create_connection(place, timeout=60) as connection:
        connection.sendall(request.encode())
        answer = connection.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 400 ")
    assert "nothing came for 30 seconds" in answer
    assert routes.stored() == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["index", "implications", "lists", "lora", "list/x.csv", "../x"])
def test_nothing_else_can_be_written(routes: Routes, path: str, method: str) -> None:
    assert routes.ask(path, method, LIST.encode(), CSV).status in (404, 405)
    assert routes.stored() == []


# LoRA tags


@pytest.fixture
def loras(server) -> Path:
    folder = server.base / "models" / "loras"
    (folder / "styles").mkdir(parents=True, exist_ok=True)
    return folder


def write_lora(path: Path, told: dict[str, str]) -> None:
    content = json.dumps({"__metadata__": told}).encode()
    path.write_bytes(struct.pack("<Q", len(content)) + content)


def test_a_lora_tells_its_tags(routes: Routes, loras: Path) -> None:
    sets = {"10_a": {"1girl": 20, " smile": 3}, "5_b": {"1girl": 4, "fox ears": 9}}
    told = {"ss_tag_frequency": json.dumps(sets), "modelspec.trigger_phrase": "inari, fox shrine"}
    write_lora(loras / "styles" / "inari.safetensors", told)
    for name in ("styles/inari.safetensors", "styles/inari", "inari", "styles\\inari"):
        assert routes.ask(f"lora?name={quote(name)}").json == {
            "name": "inari.safetensors",
            "triggers": ["inari", "fox shrine"],
            "tags": [["1girl", 24], ["fox ears", 9], ["smile", 3]],
        }


@pytest.mark.parametrize(
    "name",
    [
        "",
        "absent",
        "../loras/inari",
        "../../user/comfyui.db",
        "/etc/passwd",
        "C:\\x",
        "a\0b",
        "%2e%2e/x",
    ],
)
def test_only_names_of_the_hosts_own_list_are_read(routes: Routes, loras: Path, name: str) -> None:
    write_lora(loras / "inari.safetensors", {})
    answer = routes.ask(f"lora?name={quote(name)}")
    assert answer.status == 404
    assert answer.json == {"error": f"no LoRA {name!r}"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (struct.pack("<Q", 2**30) + b"{}", "a header of 1073741824 bytes in a file of 10"),
        (struct.pack("<Q", 2**63) + b"{}", "a header of 9223372036854775808 bytes"),
        (b"", "a header of 0 bytes"),
        (struct.pack("<Q", 4) + b"\xff\xff\xff\xff", "the header is not a JSON object"),
    ],
)
def test_a_hostile_header_is_refused(
    routes: Routes, loras: Path, content: bytes, message: str
) -> None:
    (loras / "hostile.safetensors").write_bytes(content)
    answer = routes.ask("lora?name=hostile")
    assert answer.status == 422
    assert answer.json["error"].startswith(f"hostile.safetensors: {message}")


def test_no_request_made_a_route_fail(server, routes: Routes) -> None:
    """aiohttp's words for an exception that left a handler."""
    assert "Error handling request" not in server.log()
