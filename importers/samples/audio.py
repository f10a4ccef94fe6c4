"""Audio introductions of a few sample places, read aloud by espeak-ng, with the text that is read."""

import datetime as dt
import io
import re
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from random import Random

import numpy as np

from layers.documents.media import publish_media
from layers.documents.models import MediaFile
from layers.places.models import OpeningHours, Place
from layers.public_ids import public_id_from_number

PLACES = 12
# Where people come who may not read well.
CATEGORIES = ("service-hall", "hospital")
VOICE, WORDS_A_MINUTE = "cmn", "150"
SAMPLE_RATE = 16_000
TIME = re.compile(r"(\d{1,2}):(\d{2})")


def write(chance: Random) -> int:
    """Sample places of CATEGORIES that have no introduction yet get one; how many did. ``chance``: their ids."""
    if shutil.which("espeak-ng") is None:
        print("没有安装 espeak-ng，不生成音频简介", flush=True)
        return 0
    places = chosen()
    for place in places:
        place.audio = introduction(place, public_id_from_number(chance.getrandbits(40)))
    Place.objects.bulk_update(places, ["audio"])
    return len(places)


def chosen() -> list[Place]:
    """The first places of each category in turn, by the code of their region: every county has one of them."""
    of_category = [
        list(
            Place.objects.published()
            .filter(is_sample=True, audio=None, category=category)
            .select_related("region__manage_parent__manage_parent")
            .prefetch_related("opening_hours")
            .order_by("region__code", "pk")[:PLACES]
        )
        for category in CATEGORIES
    ]
    most = max(map(len, of_category), default=0)
    in_turn = [places[rank] for rank in range(most) for places in of_category if rank < len(places)]
    return in_turn[:PLACES]


def introduction(place: Place, public_id: str) -> MediaFile:
    words = text_of(place)
    content, extension = sound(spoken(words))
    return publish_media(
        MediaFile.Kind.AUDIO,
        content,
        file_name=f"介绍.{extension}",
        title=f"{place.name}介绍",
        transcript=words,
        is_sample=True,
        public_id=public_id,
    )


def text_of(place: Place) -> str:
    """The transcript: what the place is, where, when it is open."""
    sentences = [f"这里是{place.name}的介绍，示例数据，仅供演示"]
    if place.address:
        sentences.append(f"地址是{place.address}")
    if place.introduction:
        sentences.append(place.introduction.rstrip("。"))
    if hours := hours_of(place):
        sentences.append(f"开放时间：{hours}")
    if place.way_there:
        sentences.append(place.way_there.rstrip("。"))
    return "。".join(sentences) + "。"


def hours_of(place: Place) -> str:
    """工作日8:30到12:00，13:30到17:00; 每天24小时."""
    by_days: dict[str, list[str]] = {}
    order = OpeningHours.Days.values
    for row in sorted(place.opening_hours.all(), key=lambda row: (order.index(row.days), row.opens)):
        all_day = (row.opens, row.closes.replace(second=0)) == (dt.time(0), dt.time(23, 59))
        span = "24小时" if all_day else f"{row.opens:%-H:%M}到{row.closes:%-H:%M}"
        by_days.setdefault(row.get_days_display(), []).append(span)
    return "；".join(days + "，".join(spans) for days, spans in by_days.items())


def spoken(words: str) -> str:
    """``words`` as they are read: 8:30 is 8点30分, brackets and dashes are pauses."""
    words = TIME.sub(
        lambda match: f"{int(match[1])}点" + (f"{match[2]}分" if match[2] != "00" else ""), words
    )
    return re.sub(r"[()（）〔〕\-—–]", "，", words)


def sound(words: str) -> tuple[bytes, str]:
    """``words`` read aloud: an MP3 where ffmpeg is installed, else a WAV of 16 kHz, mono. Bytes and extension."""
    with tempfile.TemporaryDirectory(prefix="cuntu-audio-") as folder:
        raw = Path(folder) / "read.wav"
        command = ["espeak-ng", "-v", VOICE, "-s", WORDS_A_MINUTE, "-w", str(raw), "--stdin"]
        subprocess.run(command, input=words.encode(), check=True, capture_output=True, timeout=60)
        if shutil.which("ffmpeg") is None:
            return narrowed(raw.read_bytes()), "wav"
        made = Path(folder) / "read.mp3"
        arguments = (
            f"-v error -i {raw} -ac 1 -ar {SAMPLE_RATE} -b:a 32k -map_metadata -1 -fflags +bitexact {made}"
        )
        subprocess.run(["ffmpeg", *arguments.split()], check=True, capture_output=True, timeout=60)
        return made.read_bytes(), "mp3"


def narrowed(recording: bytes) -> bytes:
    """A mono 16-bit WAV at SAMPLE_RATE, by straight lines between the samples: enough for a voice."""
    with wave.open(io.BytesIO(recording)) as opened:
        rate = opened.getframerate()
        samples = np.frombuffer(opened.readframes(opened.getnframes()), dtype="<i2")
    moments = np.arange(int(len(samples) * SAMPLE_RATE / rate)) * rate / SAMPLE_RATE
    fewer = np.interp(moments, np.arange(len(samples)), samples).astype("<i2")
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(SAMPLE_RATE)
        written.writeframes(fewer.tobytes())
    return target.getvalue()
