"""Every link leads somewhere, and every page is a whole page: a walk over the sample site without a browser."""

import pytest

from tests.harness.crawl import Fetched, crawl, kind_of

STARTS = [
    "/",
    "/land/371625104000",
    "/v/371625104215",
    "/search?q=%E6%B9%96%E6%BB%A8",
    "/search?q=%E8%AF%81",
    "/search?q=zzzz",
    "/land/here",
]
REFUSED = [
    "/nosuch",
    "/c/000000001",
    "/v/12",
    "/q/x",
    "/d/x",
    "/go/x",
    "/land/here?lng=1000&lat=1",
    "/map/x",
    "/?a=%00",
]
# An answer of its own a kind would be enough to find what is broken; the large kinds hold what differs.
A_KIND, OF_LARGE_KINDS, LARGE = 6, 40, {"/v/…", "/c/…", "/map/…", "/land/…", "/d/…", "/q/…"}


def enough(kind: str) -> int:
    return OF_LARGE_KINDS if kind in LARGE else A_KIND


def complaints(pages: dict[str, Fetched]) -> list[str]:
    dead = [f"{page.status} {page.address}" for page in pages.values() if not fine(page)]
    return dead + [
        f"{page.address}: {', '.join(faults)}"
        for page in pages.values()
        if page.is_page and (faults := page.faults())
    ]


def fine(page: Fetched) -> bool:
    return page.status in {200, 301, 302, 303, 304, 410}


@pytest.mark.parametrize("device", ["", "kiosk"])
def test_every_link_leads_to_a_whole_page(sample_site: str, device: str) -> None:
    few = (lambda kind: 3) if device else enough
    pages = crawl(sample_site, STARTS, few, cookie=f"device={device}" if device else "")
    assert complaints(pages) == []
    reached = {kind_of(address) for address in pages}
    assert reached >= LARGE | {"/go/…", "/api/", "/map/", "/about/", "/sitemap/", "/know/"}
    assert len(pages) >= (60 if device else 200)


@pytest.mark.long
def test_every_link_of_the_whole_site_leads_to_a_whole_page(sample_site: str) -> None:
    # A list or a map is a mixture of filters: as many as there are answers nothing new. A sheet is laid out anew for
    # each village, a second of a core, a feed is no page, every place has the same forms to report a fault and to ask, the same
    # page of a way, and a feature of the GIS service looks like the next.
    alike = (".pdf", ".ics", ".atom", ".gpx", "/way", "/reach")

    def enough_of(kind: str) -> int:
        return 30 if kind.endswith(alike) or "?" in kind or kind.startswith(("/ogc/", "/ask/")) else 1_000_000

    pages = crawl(sample_site, STARTS, enough_of)
    assert complaints(pages) == []
    assert len(pages) > 4_000


@pytest.mark.parametrize("address", REFUSED)
def test_a_refusal_is_a_whole_page_too(sample_site: str, address: str) -> None:
    (page,) = crawl(sample_site, [address], lambda kind: 0).values()
    assert page.status in {400, 404}
    assert page.faults() == []
