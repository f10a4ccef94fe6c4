"""HTML in, PDF out, in processes of their own: weasyprint is the slowest part of the samples.

A job is a file <name>.html in a folder; the press writes <name>.pdf and <name>.json (the page on which each part
begins, and the number of pages). ``python -m importers.samples.press FOLDER first of`` takes every ``of``-th job.
"""

import gc
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PRESSES = 2
STYLE = "paper.css"
COLLECT_EVERY = 40


@dataclass(frozen=True)
class Printed:
    content: bytes
    starts: list[int]
    pages: int


class Press:
    """Runs while the caller goes on with its own work."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for number in range(PRESSES):
            command = [sys.executable, "-m", __name__, str(self._folder), str(number), str(PRESSES)]
            self._running.append(
                subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2], stderr=subprocess.PIPE)
            )

    def take(self, name: str) -> Printed:
        """Waits until the file is printed. Raises RuntimeError with what the press said when it failed."""
        slip = self._folder / f"{name}.json"
        while not slip.exists():
            if all(process.poll() is not None for process in self._running) and not slip.exists():
                raise RuntimeError(f"weasyprint: {self._said()}")
            time.sleep(0.05)
        found = json.loads(slip.read_text())
        return Printed((self._folder / f"{name}.pdf").read_bytes(), found["starts"], found["pages"])

    def _said(self) -> str:
        said = [process.stderr.read().decode(errors="replace") for process in self._running if process.stderr]
        return "\n".join(said)[-2000:]

    def stop(self) -> None:
        for process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait()


def print_all(folder: Path, first: int, of: int) -> None:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # The style names the fonts beside it; the documents name nothing.
    own_files, nothing = URLFetcher(allowed_protocols=("file",)), URLFetcher(allowed_protocols=())
    # A layout is half a million small objects: looking for circles among them costs a seventh of the time.
    gc.disable()
    fonts = FontConfiguration()
    style = CSS(filename=str(folder / STYLE), font_config=fonts, url_fetcher=own_files)
    for number, path in enumerate(sorted(folder.glob("*.html"))[first::of], start=1):
        if number % COLLECT_EVERY == 0:
            gc.collect()
        html = HTML(string=path.read_text(encoding="utf-8"), url_fetcher=nothing)
        laid_out = html.render(stylesheets=[style], font_config=fonts)
        starts = {
            anchor: number
            for number, page in enumerate(laid_out.pages, start=1)
            for anchor in page.anchors
            if anchor.startswith("part-")
        }
        ordered = [starts[f"part-{index}"] for index in range(len(starts))]
        laid_out.write_pdf(path.with_suffix(".pdf"))
        # The slip comes last and whole: it says that the file is there.
        slip = path.with_suffix(".slip")
        slip.write_text(json.dumps({"starts": ordered, "pages": len(laid_out.pages)}))
        slip.rename(path.with_suffix(".json"))


if __name__ == "__main__":
    os.nice(5)
    print_all(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
