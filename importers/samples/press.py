"""HTML in, PDF out, in processes of their own: weasyprint is the slowest part of the samples.

A job is a file <name>.html in a folder; the press writes <name>.pdf and <name>.json (the page on which each part
begins, and the number of pages). ``python -m importers.samples.press FOLDER first of`` takes every ``of``-th job.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PRESSES = 2
STYLE = "paper.css"


@dataclass(frozen=True)
class Printed:
    content: bytes
    starts: list[int]
    pages: int


class Press:
    """Runs while the caller goes on with its own work; ``wait`` before reading."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for number in range(PRESSES):
            command = [sys.executable, "-m", __name__, str(self._folder), str(number), str(PRESSES)]
            self._running.append(
                subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2], stderr=subprocess.PIPE)
            )

    def wait(self) -> None:
        """Raises RuntimeError with what the press said when it failed."""
        for process in self._running:
            _, said = process.communicate()
            if process.returncode:
                raise RuntimeError(f"weasyprint: {said.decode(errors='replace')[-2000:]}")

    def stop(self) -> None:
        for process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait()

    def take(self, name: str) -> Printed:
        found = json.loads((self._folder / f"{name}.json").read_text())
        return Printed((self._folder / f"{name}.pdf").read_bytes(), found["starts"], found["pages"])


def print_all(folder: Path, first: int, of: int) -> None:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # The style names the fonts beside it; the documents name nothing.
    own_files, nothing = URLFetcher(allowed_protocols=("file",)), URLFetcher(allowed_protocols=())
    fonts = FontConfiguration()
    style = CSS(filename=str(folder / STYLE), font_config=fonts, url_fetcher=own_files)
    for path in sorted(folder.glob("*.html"))[first::of]:
        html = HTML(string=path.read_text(encoding="utf-8"), url_fetcher=nothing)
        laid_out = html.render(stylesheets=[style], font_config=fonts)
        starts = {
            anchor: number
            for number, page in enumerate(laid_out.pages, start=1)
            for anchor in page.anchors
            if anchor.startswith("part-")
        }
        ordered = [starts[f"part-{index}"] for index in range(len(starts))]
        path.with_suffix(".json").write_text(json.dumps({"starts": ordered, "pages": len(laid_out.pages)}))
        laid_out.write_pdf(path.with_suffix(".pdf"))


if __name__ == "__main__":
    os.nice(5)
    print_all(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
