"""Pictures in texts: what is one is drawn anew and stands where it stood, what is none is named."""

import base64
import io

import pytest
from PIL import Image

from grader.pictures import LONGEST_SIDE, MOST_PIXELS, as_png, placed


def picture(kind="PNG", size=(8, 6), **settings) -> str:
    """A red picture, in base64."""
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind, **settings)
    return base64.b64encode(file.getvalue()).decode()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=("PNG",))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_are_drawn_anew(kind):
    found = opened(as_png(picture(kind)))
    assert found.size == (8, 6)
    assert found.convert("RGB").getpixel((3, 3))[0] > 250


def test_what_hangs_on_a_file_is_not_handed_on():
    file = base64.b64decode(picture()) + b"<script>alert(1)</script>"
    assert b"script" not in as_png(base64.b64encode(file).decode())


def test_a_large_picture_is_made_smaller():
    assert max(opened(as_png(picture(size=(4000, 1000)))).size) == LONGEST_SIDE


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_bomb_is_not_unpacked(kind):
    assert as_png(picture(kind, size=(MOST_PIXELS[kind] // 1000 + 1, 1000))) is None


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_another_kind_is_no_picture(kind):
    assert as_png(picture(kind)) is None


@pytest.mark.parametrize(
    "encoded", ["", "nonsense", "iVBORw0KGgo=", picture()[:60], base64.b64encode(b"<svg/>").decode()]
)
def test_a_damaged_file_is_no_picture(encoded):
    assert as_png(encoded) is None


def test_a_picture_stands_where_it_stood_under_a_name_of_ours():
    text, pictures = placed("See ![plot](attachment:my%20plot.png), so.", [("my plot.png", picture())])
    assert text == "See ![picture-1.png](attachment:picture-1.png), so."
    assert list(pictures) == ["picture-1.png"]


def test_a_picture_that_the_text_does_not_name_stands_at_its_end():
    assert placed("Words.", [("a.png", picture())])[0] == "Words.\n\n![picture-1.png](attachment:picture-1.png)"


def test_what_is_no_picture_is_named_in_its_place():
    text, pictures = placed("![x](attachment:a.pdf)", [("a.pdf", "JVBERi0=")])
    assert (text, pictures) == ("(attached, not shown: a.pdf)", {})


def test_a_name_without_a_file_is_told():
    assert placed("![x](attachment:gone.png)", [])[0] == "(not attached: gone.png)"


def test_a_name_brings_no_markup():
    text, _ = placed("", [("](javascript:alert)<b>", "x")])
    assert not set("[]<>:") & set(text.removeprefix("\n\n(attached, not shown:"))
