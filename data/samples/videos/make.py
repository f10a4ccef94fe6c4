"""Makes the clips of this folder anew: title cards of the words of each .vtt, silent, in both sizes, with a poster.

    .venv/bin/python data/samples/videos/make.py

Wants ffmpeg with drawtext and Noto Sans CJK. What it writes is kept in the repository: no sample site needs ffmpeg for it.
"""

import csv
import subprocess
import tempfile
from pathlib import Path

from layers.videos.captions import Cue, parse

FOLDER = Path(__file__).parent
FACE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
SIZES = {"720": (1280, 720), "480": (854, 480)}
AFTER_THE_LAST_S = 0.4


def make(row: dict[str, str], scratch: Path) -> None:
    cues = parse((FOLDER / f"{row['name']}.vtt").read_text(encoding="utf-8"))
    length_s = cues[-1].end_s + AFTER_THE_LAST_S
    for name, (width, height) in SIZES.items():
        source = f"color=c=0x{row['card']}:s={width}x{height}:r=10:d={length_s}"
        filters = ",".join(drawn(row["title"], cues, height, length_s, scratch))
        silence = ["-f", "lavfi", "-i", f"anullsrc=r=22050:cl=mono:d={length_s}"]
        film = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "32", "-tune", "stillimage", "-g", "100",
                "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "16k"]  # fmt: skip
        run("-f", "lavfi", "-i", source, *silence, "-vf", filters, *film, "-map_metadata", "-1", "-shortest",
            "-movflags", "+faststart", str(FOLDER / f"{row['name']}-{name}.mp4"))  # fmt: skip
    run("-ss", "0.5", "-i", str(FOLDER / f"{row['name']}-720.mp4"), "-frames:v", "1", "-vf", "scale=640:-2", "-q:v", "8",
        str(FOLDER / f"{row['name']}.jpg"))  # fmt: skip


def drawn(title: str, cues: list[Cue], height: int, length_s: float, scratch: Path) -> list[str]:
    """The title, a bar that grows with the time, and the word 示例."""
    texts = [(title, height // 9, "(h-text_h)/2-h/10"), ("示例", height // 22, "h/14")]
    found = []
    for number, (text, size, top) in enumerate(texts):
        path = scratch / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        found.append(
            f"drawtext=fontfile={FACE}:textfile={path}:fontsize={size}:fontcolor=white:x=(w-text_w)/2:y={top}"
        )
    for number, cue in enumerate(cues):
        left = f"iw*{(number + 1) / (len(cues) + 1):.3f}-{height // 24}"
        found.append(
            f"drawbox=x={left}:y=ih*0.66:w={height // 12}:h={height // 12}:color=white@0.9:t=fill"
            f":enable='gte(t,{cue.start_s})'"
        )
    return found


def run(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as made,
        (FOLDER / "videos.csv").open(encoding="utf-8", newline="") as listed,
    ):
        for row in csv.DictReader(listed):
            make(row, Path(made))
