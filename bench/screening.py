"""The check for personal data: pages of text a second of one core, and pages of recognition a minute.

Run it by `bin/bench screening`. What is timed is the whole of it: reading, detectors, public copy, reading that again,
in the sandbox and with its starts; seconds are CPU of this process and its children, so that neighbours do not count.
"""

import io
import resource
import tempfile
import time
from pathlib import Path

import django

django.setup()

import pypdfium2  # noqa: E402
import weasyprint  # noqa: E402
from django.conf import settings  # noqa: E402

from bench.rounds import HEAD, ROUNDS, Ratio, heading  # noqa: E402
from layers.documents.store import put  # noqa: E402
from layers.screening.models import Screening  # noqa: E402
from layers.screening.screen import look  # noqa: E402

TEXT_PAGES, SCANNED_PAGES = 100, 3
GOAL = 20
STYLE = "<style>body { font: 11pt/1.6 'Noto Sans CJK SC' } section { break-after: page }</style>"
PAGE = "<section><h1>征收土地公告</h1>{}</section>"
LINE = "<p>鲁政土字〔2024〕{0}号批准征收集体土地 {0}.5 公顷，四至坐标 X=4120345.{0} Y=20583421.{0}，补偿 {0}0000 元。</p>"


def text_pdf(pages: int, seed: int) -> bytes:
    sections = (PAGE.format(LINE.format(100 + page + seed) * 14) for page in range(pages))
    made = weasyprint.HTML(string=STYLE + "".join(sections)).write_pdf()
    assert made is not None
    return made


def scanned_pdf(pages: int, seed: int) -> bytes:
    pictures = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(text_pdf(pages, seed))]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:pages], resolution=200)
    return target.getvalue()


def seconds_of_cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def pages_a_second(content: bytes, name: str, by_clock: list[float]) -> float:
    """Of one core; ``by_clock`` gets the pages a second that somebody who waits sees."""
    screening = Screening.objects.create(original=put(content, name), file_name=name, detector_version=1)
    cpu, clock = seconds_of_cpu(), time.monotonic()
    done = look(screening)
    by_clock.append(done.pages / (time.monotonic() - clock))
    return done.pages / (seconds_of_cpu() - cpu)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings.STORAGES = {
            **settings.STORAGES,
            **{
                store: {
                    **settings.STORAGES[store],
                    "OPTIONS": {"location": Path(folder) / store, "base_url": None},
                }
                for store in ("originals", "derivatives")
            },
        }
        clock: list[float] = []
        texts = [
            pages_a_second(text_pdf(TEXT_PAGES, seed), f"公告{seed}.pdf", clock) for seed in range(ROUNDS)
        ]
        scans_clock: list[float] = []
        scans = [
            pages_a_second(scanned_pdf(SCANNED_PAGES, seed), f"扫描{seed}.pdf", scans_clock) * 60
            for seed in range(3)
        ]
    print(heading("bin/bench screening"), HEAD, sep="\n\n")
    print(Ratio("text pages a second of one core", texts, GOAL, at_most=False).row())
    print(f"\nBy the clock {sorted(clock)[len(clock) // 2]:.1f} text pages a second.")
    print(
        f"Recognition: {sorted(scans)[1]:.0f} pages a minute of one core, {sorted(scans_clock)[1] * 60:.0f} by the clock."
    )


if __name__ == "__main__":
    main()
