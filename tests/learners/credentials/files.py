"""Files as people and attackers send them."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

PNG_BEGINNING = b"\x89PNG\r\n\x1a\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 0).save(written, kind, **options)
    return written.getvalue()


def pdf(pages: int = 1, *, password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_stated_size(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG_BEGINNING + header + _chunk(b"IDAT", zlib.compress(b"\0" * 100)) + _chunk(b"IEND", b"")


def upload(data: bytes, name: str = "certificate.png", stated: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=stated)


@pytest.fixture
def shelf_at(settings, tmp_path: Path) -> Path:
    """Where files of evidence lie during a test."""
    place = tmp_path / "evidence"
    ours = settings.STORAGES["evidence"]
    options = {**ours["OPTIONS"], "location": str(place)}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**ours, "OPTIONS": options}}
    return place


def lying(place: Path) -> list[str]:
    return sorted(file.name for file in place.iterdir()) if place.exists() else []
