"""What a reader sees of a page: its text without tags, and its links."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

SILENT = {"head", "script", "style"}


@dataclass
class Page:
    status: int
    text: str = ""
    links: dict[str, str] = field(default_factory=dict)  # address → text, as it stands there last
    headings: list[tuple[int, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.headings: list[tuple[int, str]] = []
        self._link = self._heading = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag == "a":
            self._link = dict(attrs).get("href") or ""
            self.links[self._link] = ""
        if re.fullmatch("h[1-6]", tag):
            self._heading = tag
            self.headings.append((int(tag[1]), ""))
        if tag not in {"a", "strong", "em", "code", "span"}:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        self._link = "" if tag == "a" else self._link
        self._heading = "" if tag == self._heading else self._heading
        if tag not in {"a", "strong", "em", "code", "span"}:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.words.append(data)
        if self._link:
            self.links[self._link] += data
        if self._heading:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def squeeze(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def read(client: Client, address: str) -> Page:
    answer = client.get(address)
    reader = _Reader()
    reader.feed(answer.content.decode())
    return Page(
        answer.status_code,
        squeeze("".join(reader.words)),
        {address: squeeze(text) for address, text in reader.links.items()},
        [(level, squeeze(text)) for level, text in reader.headings],
    )
