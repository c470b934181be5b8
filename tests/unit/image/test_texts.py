"""What is read from files, and what is refused."""

from __future__ import annotations

import contextlib
import json
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tag_atelier.nodes.image import saving, texts
from tag_atelier.nodes.image.exif import ExifError, exif_texts, user_comment
from tag_atelier.nodes.image.opening import PIXELS, open_picture
from tag_atelier.nodes.image.saving import FORMATS, JPEG_LIMIT, Carried, save
from tag_atelier.nodes.image.texts import LIMIT, ImageError

BLOCK = "1girl, caf\u00e9, \u521d\u97f3\U0001f600\nSteps: 5, Seed: 1"
PROMPT = {"1": {"class_type": "A", "inputs": {"text": "\u521d\u97f3"}}}
CARRIED = Carried(BLOCK, PROMPT, {"workflow": {"nodes": []}, "more": [1]})
RED = Image.new("RGB", (16, 8), "red")


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG without pixels, which nobody decodes here."""
    made = texts.PNG
    for kind, body in [(b"IHDR", bytes(13)), *chunks, (b"IEND", b"")]:
        made += struct.pack(">I", len(body)) + kind + body + bytes(4)
    return made


def exif(*entries: tuple[int, int, int, bytes], after: bytes = b"") -> bytes:
    """A little-endian EXIF block of (tag, type, count, four bytes of value or offset)."""
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries) + after


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP"
    for kind, data in chunks:
        body += kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(*segments: bytes) -> bytes:
    made = texts.JPEG
    for segment in segments:
        made += b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    return made + b"\xff\xd9"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_saved_is_read_again(tmp_path: Path, kind: saving.Format) -> None:
    path, number, notices = save(RED, tmp_path, "a", 1, kind, 90, CARRIED)
    assert (number, notices) == (1, ())
    found = texts.read(path)
    assert found["parameters"] == BLOCK
    assert json.loads(found["prompt"]) == PROMPT
    assert json.loads(found["workflow"]) == {"nodes": []}
    assert json.loads(found["more"]) == [1]
    assert open_picture(path).size == RED.size


def test_the_page_finds_its_texts_in_a_webp_where_it_looks(tmp_path: Path) -> None:
    path, _, _ = save(RED, tmp_path, "a", 1, "webp", 100, CARRIED)
    with Image.open(path) as picture:
        found = picture.getexif()
        assert found[0x0110].startswith('prompt:{"1"')
        assert found[0x010F] == 'workflow:{"nodes": []}'
        assert found[0x010E] == "more:[1]"
        assert picture.convert("RGB").tobytes() == RED.tobytes(), "quality 100 loses nothing"


def test_a1111_finds_its_block_where_it_looks(tmp_path: Path) -> None:
    path, _, _ = save(RED, tmp_path, "a", 1, "jpeg", 90, CARRIED)
    with Image.open(path) as picture:
        comment = picture.getexif().get_ifd(0x8769)[0x9286]
    assert comment == b"UNICODE\0" + BLOCK.encode("utf-16-be")


def test_files_are_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a_00001_.png").write_text("mine")
    path, number, _ = save(RED, tmp_path, "a", 1, "png", 90, Carried())
    assert (path.name, number) == ("a_00002_.png", 2)
    assert (tmp_path / "a_00001_.png").read_text() == "mine"


@pytest.mark.parametrize(
    ("prompt", "block", "left", "lost"),
    [
        (10, 10, {"parameters", "prompt", "workflow"}, None),
        (JPEG_LIMIT - 2000, 10, {"parameters", "prompt"}, "workflow"),
        (JPEG_LIMIT, 10, {"parameters"}, "workflow, prompt"),
        (10, JPEG_LIMIT, set(), "workflow, prompt, parameters"),
    ],
)
def test_a_jpeg_carries_what_fits(
    tmp_path: Path, prompt: int, block: int, left: set[str], lost: str | None
) -> None:
    carried = Carried("x" * block, {"a": "x" * prompt}, {"workflow": "x" * 3000})
    path, _, notices = save(RED, tmp_path, "a", 1, "jpeg", 90, carried)
    assert set(texts.read(path)) == left
    assert [notice.code for notice in notices] == (["jpeg-too-small"] if lost else [])
    assert lost is None or f"left out: {lost}." in notices[0].message


def test_pillow_writes_texts_that_are_read(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_text("a", "caf\u00e9")
    info.add_text("b", "\u521d\u97f3")
    info.add_text("c", "packed " * 9, zip=True)
    info.add_itxt("d", "packed \u521d " * 9, zip=True)
    RED.save(tmp_path / "x.png", pnginfo=info)
    assert texts.read(tmp_path / "x.png") == {
        "a": "caf\u00e9",
        "b": "\u521d\u97f3",
        "c": "packed " * 9,
        "d": "packed \u521d " * 9,
    }


@pytest.mark.parametrize("ending", ["jpg", "webp"])
def test_fooocus_puts_its_texts_into_the_first_directory(tmp_path: Path, ending: str) -> None:
    found = Image.Exif()
    found[0x9286], found[0x0131], found[0x927C] = '{"prompt": "x"}', "Fooocus v2.5", "fooocus"
    RED.save(tmp_path / f"x.{ending}", exif=found)
    assert texts.read(tmp_path / f"x.{ending}") == {
        "parameters": '{"prompt": "x"}',
        "Software": "Fooocus v2.5",
        "fooocus_scheme": "fooocus",
    }


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        (user_comment("caf\u00e9"), "caf\u00e9"),
        (b"UNICODE\0" + "little".encode("utf-16-le"), "little"),
        (b"ASCII\0\0\0plain", "plain"),
        (bytes(8) + b"undefined", "undefined"),
        (b"no prefix", "no prefix"),
    ],
)
def test_user_comments_in_every_encoding(comment: bytes, text: str) -> None:
    place = 8 + 2 + 12
    data = exif((0x9286, 7, len(comment), struct.pack("<I", place)), after=comment)
    assert list(exif_texts(data)) == [("parameters", text)]


HUGE = LIMIT + 1
PACKED = b"a\0\0" + zlib.compress(bytes(HUGE))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "no picture that carries a recipe", id="empty"),
        pytest.param(b"GIF89a" + bytes(20), "allowed: PNG, JPEG and WebP", id="another format"),
        pytest.param(png((b"tEXt", b"a\0bcd"))[:-20], "the file is cut off", id="cut text"),
        pytest.param(
            texts.PNG + b"\xff\xff\xff\xfftEXta\0b", "4294967295 bytes where", id="a false length"
        ),
        pytest.param(png((b"zTXt", PACKED)), "packed text of more than", id="a packed bomb"),
        pytest.param(
            png((b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(HUGE)))), "packed text", id="iTXt"
        ),
        pytest.param(png((b"zTXt", b"a\0\0not packed")), "a packed text is broken", id="zlib"),
        pytest.param(
            png(*[(b"tEXt", b"%d\0" % number + bytes(HUGE // 8)) for number in range(9)]),
            "bytes of text; allowed",
            id="many long texts",
        ),
        pytest.param(png((b"eXIf", b"neither")), "EXIF data starts with", id="no EXIF"),
        pytest.param(webp((b"EXIF", exif()[:6])), "EXIF data ends early", id="cut EXIF"),
        pytest.param(
            webp((b"EXIF", exif((0x0110, 2, 99, struct.pack("<I", 9))))),
            "claim more than",
            id="an entry beyond the end",
        ),
        pytest.param(
            webp((b"EXIF", exif((0x0110, 2, 20, struct.pack("<I", 9999)), after=bytes(99)))),
            "reaches beyond",
            id="an offset beyond the end",
        ),
        pytest.param(
            webp((b"EXIF", exif(*[(tag, 2, 50_000, bytes(4)) for tag in range(900)],
                                after=bytes(60_000)))),
            "claim more than",
            id="entries that share bytes",
        ),
        pytest.param(
            webp((b"EXIF", exif(*[(1, 2, 1, bytes(4))] * 1001))), "1001 EXIF entries", id="many"
        ),
        pytest.param(jpeg(b"Exif\0\0II*\0"), "ends early", id="JPEG with cut EXIF"),
        pytest.param(b"\xff\xd8\xff\xe1\0\1" + bytes(9), "a segment of 1 bytes", id="JPEG segment"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_by_name(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(ImageError) as told:
        texts.read(written(tmp_path / "evil.img", data))
    assert str(told.value).startswith("evil.img: ")
    assert says in str(told.value)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.png: cannot be read"):
        texts.read(tmp_path / "gone.png")


@pytest.mark.parametrize(
    "data",
    [png((b"zTXt", b"a\0\0" + zlib.compress(bytes(40 * LIMIT)))), png((b"IDAT", bytes(LIMIT)))],
    ids=["a text of 640 MB packed into 650 KB", "pixels"],
)
def test_memory_is_bounded(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path / "big.png", data)
    del data
    tracemalloc.start()
    with contextlib.suppress(ImageError):
        texts.read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * LIMIT


@given(st.binary(max_size=200))
def test_any_exif_is_read_or_refused(data: bytes) -> None:
    for block in (data, b"II*\0\x08\0\0\0" + data):
        try:
            found = list(exif_texts(block))
        except ExifError:
            continue
        assert all(isinstance(text, str) for _, text in found)


@given(st.sampled_from([texts.PNG, texts.JPEG, b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=200))
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, data: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp() / "any.img", start + data)
    try:
        assert isinstance(texts.read(path), dict)
    except ImageError as error:
        assert str(error).startswith("any.img: ")


def _saved(path: Path, kind: str, **options: Any) -> bytes:
    RED.resize((64, 64)).save(path, kind, **options)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_cut_pixels_are_refused_by_name(tmp_path: Path, kind: str) -> None:
    data = _saved(tmp_path / "whole", kind)
    with pytest.raises(ImageError, match=r"^cut\.img: cannot be decoded"):
        open_picture(written(tmp_path / "cut.img", data[: len(data) - 40]))


def test_other_formats_are_not_decoded(tmp_path: Path) -> None:
    RED.save(tmp_path / "x.gif")
    with pytest.raises(ImageError, match=r"^x\.gif: cannot be decoded as PNG, JPEG and WebP"):
        open_picture(tmp_path / "x.gif")


def test_too_many_pixels_are_not_decoded(tmp_path: Path) -> None:
    Image.new("1", (9_000, 9_000)).save(tmp_path / "big.png")
    with pytest.raises(ImageError, match=f"9000 x 9000 pixels; allowed: {PIXELS}"):
        open_picture(tmp_path / "big.png")
