"""HTML in, A4 PDF out, for what is printed and filled in or sent by post. Nothing is fetched: no file, no net.

The letters are those of fonts-noto-cjk, which bin/bootstrap installs.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

SHEET = Path(__file__).parent / "static/css/paper.css"


@lru_cache(maxsize=64)
def pdf_of(html: str) -> bytes:
    """Laying out takes half a second, and a blank form is asked for by many. Never of a page with anybody's name."""
    fetcher = _fetcher()
    import weasyprint

    sheet = weasyprint.CSS(string=SHEET.read_text(encoding="utf-8"), url_fetcher=fetcher)
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[sheet])
    return made


@cache
def _fetcher() -> Any:
    """Imported at the first print: the library takes half a second, and most workers never print."""
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"a printed form loads nothing, not {url}")

    return Nothing()
