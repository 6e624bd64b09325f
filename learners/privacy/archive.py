"""All that the portal holds of one person, as one ZIP file: the same rows as JSON for machines and as CSV for people.

One query for each kind, of whose rows one kind at a time is in memory; the archive grows in a file of the system's own, which is
gone as soon as it is closed.
"""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from certifications.sheets.writing import REPLACEMENT, escaped
from learners.calendars.feed import calendar_of
from learners.credentials.evidence import shelf
from learners.credentials.exams import Evidence
from learners.privacy.kinds import Kind
from learners.privacy.readme import readme
from learners.privacy.registry import KINDS
from learners.profiles.models import Learner

Row = Sequence[Any]
AT_A_TIME = 1000
BYTES_AT_A_TIME = 64 * 1024


def archive(learner: Learner, *, now: datetime) -> IO[bytes]:
    """Ready to be read from its beginning. Whoever takes it closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller reads it to its end)
    try:
        with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
            _write(zipped, "calendar.ics", calendar_of(learner, now=now), now)
            counts = _write_kinds(zipped, learner, now)
            missing = _write_evidence(zipped, learner, now)
            _write(zipped, "README.txt", readme(counts, missing, now=now).encode(), now)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def evidence_name(evidence: Evidence) -> str:
    """Within the archive; the learner's own name was made harmless when the file was handed in."""
    return f"evidence/{evidence.pk}-{evidence.name}"


def _write_kinds(zipped: ZipFile, learner: Learner, now: datetime) -> dict[str, int]:
    """Of each kind its CSV file and its part of data.json, which grows beside the archive: a ZIP takes one file at a time."""
    counts = {}
    with tempfile.TemporaryFile() as data:
        data.write(_json({"exported_at": now})[:-1])
        for kind in KINDS:
            rows = list(kind.rows(learner.user).values_list(*kind.columns.values()))
            counts[kind.name] = len(rows)
            _write_csv(zipped, kind, rows, now)
            data.write(b",\n" + _json(kind.name) + b": [")
            data.writelines(_json_rows(kind, rows))
            data.write(b"]")
        data.write(b"}\n")
        data.seek(0)
        _copy(zipped, "data.json", data, now)
    return counts


def _json_rows(kind: Kind, rows: Sequence[Row]) -> Iterator[bytes]:
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + _json(dict(zip(kind.columns, row, strict=True)))


def _json(value: object) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False).encode()


def _plain(value: object) -> str:
    """Dates and moments as ISO 8601 has them, moments in UTC; whatever else there is as its text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _write_csv(zipped: ZipFile, kind: Kind, rows: Sequence[Row], now: datetime) -> None:
    """UTF-8 with the mark that spreadsheets want; no cell of it is ever a live formula (`certifications.sheets.writing`)."""
    entry = _entry(f"csv/{kind.name}.csv", now)
    with zipped.open(entry, "w") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(kind.columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return escaped(_json(value).decode())
    if isinstance(value, int):
        return str(value)
    return escaped(_plain(value).replace("\0", REPLACEMENT))


def _write_evidence(zipped: ZipFile, learner: Learner, now: datetime) -> list[str]:
    """Returns the names of those whose file can't be found."""
    missing = []
    for evidence in Evidence.objects.of(learner).iterator(AT_A_TIME):
        name = evidence_name(evidence)
        try:
            with shelf().open(evidence.stored_as) as file:
                _copy(zipped, name, file, now, method=ZIP_STORED)
        except FileNotFoundError:
            missing.append(name)
    return missing


def _copy(zipped: ZipFile, name: str, source: Any, now: datetime, *, method: int = ZIP_DEFLATED) -> None:
    with zipped.open(_entry(name, now, method), "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, BYTES_AT_A_TIME)


def _write(zipped: ZipFile, name: str, content: bytes, now: datetime) -> None:
    zipped.writestr(_entry(name, now), content)


def _entry(name: str, now: datetime, method: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, date_time=now.timetuple()[:6])
    entry.compress_type = method
    entry.external_attr = 0o600 << 16
    return entry
