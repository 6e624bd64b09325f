"""What an uploaded file is, judged by its content alone, and what of it is kept. Pure: bytes in, bytes out.

A picture is decoded and written anew, so that nothing but its points is kept: no place where it was taken, no comment, nothing
behind its end. A PDF is kept as it is: it must begin and end as one, and it is only ever handed out as a download.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps
from pypdf import PdfReader

TAIL = 1024
JPEG_QUALITY = 88
NAME_LENGTH = 100
OWN_ENDINGS = frozenset({"pdf", "png", "jpg", "jpeg"})


class Kind(StrEnum):
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


SUFFIXES = {Kind.PDF: ".pdf", Kind.PNG: ".png", Kind.JPEG: ".jpg"}
MEDIA_TYPES = {Kind.PDF: "application/pdf", Kind.PNG: "image/png", Kind.JPEG: "image/jpeg"}
BEGINNINGS = {Kind.PDF: b"%PDF-", Kind.PNG: b"\x89PNG\r\n\x1a\n", Kind.JPEG: b"\xff\xd8\xff"}


class Refusal(StrEnum):
    EMPTY = "empty"
    TOO_BIG = "too_big"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    MORE_BEHIND_THE_END = "more_behind_the_end"


class RefusedError(ValueError):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Limits:
    most_bytes: int
    most_pixels: int
    most_pages: int


@dataclass(frozen=True, slots=True)
class Examined:
    """`data` is what to keep."""

    kind: Kind
    data: bytes


def kind_of(data: bytes) -> Kind | None:
    """By the first bytes; a name or a stated type is not asked."""
    return next((kind for kind, beginning in BEGINNINGS.items() if data.startswith(beginning)), None)


def examine(data: bytes, limits: Limits) -> Examined:
    """Raises `RefusedError`."""
    if not data:
        raise RefusedError(Refusal.EMPTY)
    if len(data) > limits.most_bytes:
        raise RefusedError(Refusal.TOO_BIG)
    kind = kind_of(data)
    if kind is None:
        raise RefusedError(Refusal.UNKNOWN)
    return Examined(kind, EXAMINERS[kind](data, limits))


def _picture(kind: Kind, data: bytes, limits: Limits) -> bytes:
    """Decoders meet crafted bytes here: whatever they raise, the file is no good."""
    try:
        _check_size(kind, data, limits)
        with _opened(kind, data) as checked:
            checked.verify()
        with _opened(kind, data) as picture:
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            return _written_anew(kind, picture)
    except RefusedError:
        raise
    except Exception as reason:
        raise RefusedError(Refusal.BROKEN) from reason


def _opened(kind: Kind, data: bytes) -> Image.Image:
    return Image.open(BytesIO(data), formats=[kind.value.upper()])


def _check_size(kind: Kind, data: bytes, limits: Limits) -> None:
    """From the header alone, before a point is decoded. Pillow itself speaks up above its own, larger limit."""
    try:
        with _opened(kind, data) as picture:
            width, height = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as reason:
        raise RefusedError(Refusal.TOO_MANY_PIXELS) from reason
    if width * height > limits.most_pixels:
        raise RefusedError(Refusal.TOO_MANY_PIXELS)


def _written_anew(kind: Kind, picture: Image.Image) -> bytes:
    grey = picture.mode in {"1", "L"}
    see_through = kind == Kind.PNG and picture.has_transparency_data
    mode = "RGBA" if see_through else "L" if grey else "RGB"
    bare = picture if picture.mode == mode else picture.convert(mode)  # a copy of 40 megapixels takes 160 MB
    bare.info = {}  # Pillow writes a comment or a profile that it finds here
    written = BytesIO()
    bare.save(written, kind.value.upper(), **({"quality": JPEG_QUALITY} if kind == Kind.JPEG else {}))
    return written.getvalue()


def _pdf(data: bytes, limits: Limits) -> bytes:
    _check_end(data)
    try:
        reader = PdfReader(BytesIO(data))
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else _stated_pages(reader)
    except Exception as reason:  # as with pictures
        raise RefusedError(Refusal.BROKEN) from reason
    if encrypted:
        raise RefusedError(Refusal.ENCRYPTED)
    if pages < 1:
        raise RefusedError(Refusal.BROKEN)
    if pages > limits.most_pages:
        raise RefusedError(Refusal.TOO_MANY_PAGES)
    return data


def _check_end(data: bytes) -> None:
    """Behind a PDF's end stands nothing: another file that is readable from its own end could hide there."""
    _before, mark, behind = data[-TAIL:].rpartition(b"%%EOF")
    if not mark:
        raise RefusedError(Refusal.BROKEN if b"%%EOF" not in data else Refusal.MORE_BEHIND_THE_END)
    if behind.strip(b"\r\n\t \x00"):
        raise RefusedError(Refusal.MORE_BEHIND_THE_END)


def _stated_pages(reader: PdfReader) -> int:
    """As the document counts them itself: walking through its tree of pages could be made to take for ever."""
    count = reader.root_object["/Pages"].get_object()["/Count"]  # type: ignore[index]
    return int(count.get_object())


EXAMINERS: dict[Kind, Callable[[bytes, Limits], bytes]] = {
    Kind.PDF: _pdf,
    Kind.PNG: lambda data, limits: _picture(Kind.PNG, data, limits),
    Kind.JPEG: lambda data, limits: _picture(Kind.JPEG, data, limits),
}


def name_to_show(given: str, kind: Kind) -> str:
    """What the learner's own file was called: without folders or signs that don't show, and with the ending of what it is."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C")).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if dot and ending.lower() in OWN_ENDINGS:
        shown = stem.strip(" .")
    return f"{shown[:NAME_LENGTH] or 'file'}{SUFFIXES[kind]}"
