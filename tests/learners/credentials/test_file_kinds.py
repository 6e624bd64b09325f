"""What an uploaded file is, by its content alone."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from learners.credentials.file_kinds import Kind, Limits, Refusal, RefusedError, examine, name_to_show
from tests.learners.credentials.files import PNG_BEGINNING, pdf, picture, png_of_stated_size

LIMITS = Limits(most_bytes=200_000, most_pixels=40_000_000, most_pages=30)
JPEG = picture("JPEG", (200, 200))


@pytest.mark.parametrize(
    ("data", "kind"),
    [(picture(), Kind.PNG), (picture("JPEG"), Kind.JPEG), (pdf(), Kind.PDF), (pdf(30), Kind.PDF)],
    ids=["png", "jpeg", "pdf", "pdf of as many pages as there may be"],
)
def test_a_good_file_is_known_by_its_content(data: bytes, kind: Kind) -> None:
    assert examine(data, LIMITS).kind == kind


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_read_again(mode: str) -> None:
    kept = examine(picture(mode=mode), LIMITS).data
    assert Image.open(BytesIO(kept)).size == (30, 20)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Refusal.EMPTY),
        (b"\0" * 200_001, Refusal.TOO_BIG),
        (b"<html><script>alert(1)</script>", Refusal.UNKNOWN),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', Refusal.UNKNOWN),
        (b"<?php system($_GET['c']);", Refusal.UNKNOWN),
        (b"GIF89a", Refusal.UNKNOWN),
        (b"PK\x03\x04", Refusal.UNKNOWN),
        (b"MZ\x90\x00", Refusal.UNKNOWN),
        (b"\n" + pdf(), Refusal.UNKNOWN),
        (PNG_BEGINNING, Refusal.BROKEN),
        (PNG_BEGINNING + b"<script>alert(1)</script>", Refusal.BROKEN),
        (b"\xff\xd8\xff<?php", Refusal.BROKEN),
        (picture(size=(200, 200))[:-30], Refusal.BROKEN),
        (JPEG[: len(JPEG) // 2], Refusal.BROKEN),
        (png_of_stated_size(8_000, 8_000), Refusal.TOO_MANY_PIXELS),
        (png_of_stated_size(12_000, 12_000), Refusal.TOO_MANY_PIXELS),
        (png_of_stated_size(60_000, 60_000), Refusal.TOO_MANY_PIXELS),
        (pdf()[:200], Refusal.BROKEN),
        (b"%PDF-1.7\nnothing\n%%EOF", Refusal.BROKEN),
        (pdf(0), Refusal.BROKEN),
        (pdf(31), Refusal.TOO_MANY_PAGES),
        (pdf(password="secret"), Refusal.ENCRYPTED),
        (pdf() + b"PK\x03\x04 a zip", Refusal.MORE_BEHIND_THE_END),
        (pdf() + b"<script>" * 400, Refusal.MORE_BEHIND_THE_END),
    ],
)
def test_anything_else_is_refused_and_why(data: bytes, why: Refusal) -> None:
    with pytest.raises(RefusedError) as refused:
        examine(data, LIMITS)
    assert refused.value.why == why


def test_a_comment_in_a_picture_is_not_kept() -> None:
    sent = picture("JPEG", comment=b"<?php system('id') ?>")
    assert b"<?php" in sent
    assert b"<?php" not in examine(sent, LIMITS).data


def test_where_a_picture_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera maker"
    sent = picture("JPEG", exif=exif)
    assert b"Camera maker" in sent
    kept = examine(sent, LIMITS).data
    assert b"Camera maker" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_words_in_a_png_are_not_kept() -> None:
    words = PngInfo()
    words.add_text("Comment", "<?php system('id') ?>")
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    sent = picture("PNG", pnginfo=words, exif=exif)
    assert b"<?php" in sent
    kept = examine(sent, LIMITS).data
    assert b"<?php" not in kept
    assert b"Camera maker" not in kept


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = examine(picture("JPEG", (30, 20), exif=exif), LIMITS).data
    assert Image.open(BytesIO(kept)).size == (20, 30)


def test_what_stands_behind_the_end_of_a_picture_is_not_kept() -> None:
    for kind in ("PNG", "JPEG"):
        assert b"<script>" not in examine(picture(kind) + b"<script>", LIMITS).data


def test_a_pdf_is_kept_as_it_came() -> None:
    assert examine(pdf(2), LIMITS).data == pdf(2)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("certificate.png", "certificate.png"),
        ("certificate.JPEG", "certificate.png"),
        ("evil.php", "evil.php.png"),
        ("../../../etc/passwd", "passwd.png"),
        ("C:\\fakepath\\score.png", "score.png"),
        ("\u202egnp.exe", "gnp.exe.png"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie: b.png"),
        ("", "file.png"),
        (".png", "png.png"),
        ("..", "file.png"),
        ("n" * 300, "n" * 100 + ".png"),
    ],
)
def test_a_name_is_made_fit_to_show(given: str, shown: str) -> None:
    assert name_to_show(given, Kind.PNG) == shown
