"""A page as a browser reads it: its headings, its links, what names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

HERE = "http://localhost"
OURS = (HERE, "http://localhost:8000")
"""Where the test's browser is, and where the tool says it is."""


@dataclass
class Page(HTMLParser):
    """What the rules about pages look at."""

    path: str
    markup: str
    language: str | None = None
    title: str = ""
    headings: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    _open: str | None = None

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "html":
            self.language = values.get("lang")
        if tag in {"title", "h1"}:
            self._open = tag
            self.headings += [""] if tag == "h1" else []
        if tag == "a" and "href" in values:
            self.hrefs.append(values["href"])
        if tag in {"link", "script", "img"}:
            self.assets.append(values.get("href") or values.get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data
        elif self._open == "h1":
            self.headings[-1] += data

    def links(self) -> set[str]:
        """Paths on this site that the page leads to or is made of, without fragments."""
        found = {urljoin(HERE + self.path, link) for link in (*self.hrefs, *self.assets) if link}
        parts = [urlsplit(link) for link in found]
        inside = [one for one in parts if f"{one.scheme}://{one.netloc}" in OURS]
        return {one.path + (f"?{one.query}" if one.query else "") for one in inside}

    def faults(self) -> list[str]:
        """What breaks the rules that hold for every page."""
        fragments = {href[1:] for href in self.hrefs if href.startswith("#")}
        found = {
            "no language": not self.language,
            "no title": len(self.title.split("–")[0].strip()) < 3,
            f"{len(self.headings)} headings of the first rank": len(self.headings) != 1,
            "an empty heading": any(not heading.strip() for heading in self.headings),
            "no way past the navigation": self.hrefs[:1] != ["#main"],
            "a link or an asset that names nothing": "" in {*self.hrefs, *self.assets},
            "an id used twice": len(self.ids) != len(set(self.ids)),
            f"a link to nowhere on the page: {fragments - set(self.ids)}": not fragments
            <= set(self.ids),
        }
        return [fault for fault, is_there in found.items() if is_there]
