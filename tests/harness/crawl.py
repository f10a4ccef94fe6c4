"""Walks a served site as a visitor without a browser would: every link of every page, some pages of each kind."""

import http.client
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

AT_ONCE = 4
KINDS = [
    (re.compile(r"^/(v|c|d|go|q)/[^/]+"), r"/\1/…"),
    (
        re.compile(
            r"^/(map|land|media|sites|enterprise|policies|zones|boards|local|videos|foi|services/offices)/[0-9A-Z]{9,12}"
        ),
        r"/\1/…",
    ),
    (re.compile(r"^/(report|ask)/(\w+)/[^/]+"), r"/\1/\2/…"),
    (re.compile(r"^/ogc/collections/(\w+)/items/[^/]+"), r"/ogc/collections/\1/items/…"),
    (re.compile(r"^/api/\w+/[^/]+/"), "/api/…/…"),
    (re.compile(r"^/staff/notices/\d+/"), "/staff/notices/…/"),
]


@dataclass
class Fetched:
    """One answer: ``links`` are addresses on this site, without fragments; ``fragments`` the #… of the page itself."""

    address: str
    status: int
    kind: str
    links: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    headings: int = 0
    language: str | None = None
    ids: Counter[str] = field(default_factory=Counter)
    fragments: set[str] = field(default_factory=set)

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html") and not 300 <= self.status < 400

    def faults(self) -> list[str]:
        """What every page must have: a title, one h1, its language, ids that are there and there once."""
        found = [] if self.titles and all(title.strip() for title in self.titles) else ["no title"]
        found += [] if self.headings == 1 else [f"{self.headings} h1"]
        found += [] if self.language == "zh-CN" else [f"lang {self.language}"]
        found += [f"id {name} {times} times" for name, times in self.ids.items() if times > 1]
        return found + [f"no #{name}" for name in self.fragments if name not in self.ids]


class Reader(HTMLParser):
    def __init__(self, page: Fetched, base: str) -> None:
        super().__init__()
        self.page, self.base, self.in_title = page, base, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.in_title = tag == "title"
        if tag == "html":
            self.page.language = given.get("lang")
        self.page.headings += tag == "h1"
        if given.get("id"):
            self.page.ids[str(given["id"])] += 1
        for name in ("href", "src"):
            if tag != "use" and given.get(name):
                self.follow(str(given[name]))

    def handle_endtag(self, tag: str) -> None:
        self.in_title = False

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.titles.append(data)

    def follow(self, link: str) -> None:
        address, fragment = urldefrag(urljoin(self.base + self.page.address, link))
        if not address.startswith(self.base + "/"):
            return
        path = address.removeprefix(self.base)
        if path == self.page.address and fragment:
            self.page.fragments.add(fragment)
        else:
            self.page.links.add(path)


def fetch(base: str, address: str, cookie: str = "") -> Fetched:
    parts = urlsplit(base)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    page = Fetched(address, answer.status, answer.headers.get("Content-Type", ""))
    if 300 <= page.status < 400 and answer.headers["Location"]:
        page.links.add(urldefrag(urljoin(address, answer.headers["Location"]))[0])
    elif page.is_page:
        Reader(page, base).feed(body.decode())
    return page


def kind_of(address: str) -> str:
    """Pages of one kind look alike: /v/… for all villages, the path and the names of the parameters for the rest."""
    path, _, query = address.partition("?")
    for pattern, kind in KINDS:
        path = pattern.sub(kind, path)
    names = "&".join(sorted({pair.partition("=")[0] for pair in query.split("&") if pair}))
    return f"{path}?{names}" if names else path


def crawl(
    base: str, starts: Iterable[str], enough: Callable[[str], int], cookie: str = ""
) -> dict[str, Fetched]:
    """From the starts on, breadth first, ``enough(kind)`` addresses of each kind; by address."""
    waiting, known, taken, done = deque(starts), set(starts), Counter[str](), {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while waiting:
            batch = [waiting.popleft() for _ in range(min(len(waiting), AT_ONCE * 4))]
            for page in pool.map(lambda address: fetch(base, address, cookie), batch):
                done[page.address] = page
                for link in sorted(page.links - known):
                    kind = kind_of(link)
                    if taken[kind] < enough(kind):
                        taken[kind] += 1
                        known.add(link)
                        waiting.append(link)
    return done
