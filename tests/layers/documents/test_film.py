"""Films on the bench: sound ones are measured and made anew, hostile ones refused in Chinese; no other file or server
is ever asked."""

import io
import json
import socket
import struct
import subprocess
import zipfile

import pytest

from geo.errors import BadInput
from layers.documents import film as films
from layers.documents.bench import PROGRAMS, bench

SECRET = "planted words of another file"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Two seconds of a picture and a tone, which tells where it was filmed."""
    path = tmp_path_factory.mktemp("film") / "sample.mp4"
    command = (
        "ffmpeg -v error -f lavfi -i testsrc=size=320x180:rate=10:duration=2 -f lavfi -i sine=duration=2"
        " -metadata title=家里 -metadata location=+37.1+118.1/ -c:v libx264 -pix_fmt yuv420p -c:a aac -shortest"
    )
    subprocess.run([*command.split(), str(path)], check=True, timeout=60)
    return path.read_bytes()


def probed(content):
    with bench(content, "示例.mp4") as made:
        return films.probe(made)


def refused(content):
    with pytest.raises(BadInput) as problem:
        probed(content)
    assert problem.value.message.startswith("示例.mp4:")
    return problem.value.message


def test_a_film_is_measured_before_it_is_decoded(sample):
    film = probed(sample)
    assert (film.width_px, film.height_px, film.has_sound) == (320, 180, True)
    assert film.duration_s == pytest.approx(2, abs=0.1)


def test_the_copy_is_h264_with_its_index_first_and_without_what_the_camera_wrote(sample, tmp_path):
    parts = []
    with bench(sample, "示例.mp4") as made:
        name = films.make_rendition(made, films.probe(made), 480, parts.append)
        with made.made(name) as opened:
            content = opened.read()
    path = tmp_path / "copy.mp4"
    path.write_bytes(content)
    asked = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    told = json.loads(subprocess.run(asked, check=True, capture_output=True, timeout=30).stdout)
    assert [one["codec_name"] for one in told["streams"]] == ["h264", "aac"]
    assert content.index(b"moov") < content.index(b"mdat")
    assert not {"title", "location"} & set(told["format"]["tags"])
    assert parts[-1] == pytest.approx(1, abs=0.1)


def test_the_poster_is_a_jpeg(sample):
    with bench(sample, "示例.mp4") as made:
        name = films.make_poster(made, films.probe(made))
        with made.made(name) as opened:
            assert opened.read(3) == b"\xff\xd8\xff"


def test_a_step_that_is_cancelled_ends_the_program(sample):
    class Cancelled(Exception):
        pass

    def cancel(part):
        raise Cancelled

    with bench(sample, "示例.mp4") as made, pytest.raises(Cancelled):
        films.make_rendition(made, films.probe(made), 480, cancel)
    assert not made.folder.exists()


def test_a_small_film_is_not_blown_up_and_a_large_one_gets_two_sizes():
    assert films.sizes_of(films.Film(3, 320, 180, True)) == [480]
    assert films.sizes_of(films.Film(3, 1280, 720, True)) == [720, 480]
    assert films.sizes_of(films.Film(3, 1024, 576, True)) == [576, 480]
    assert films.sizes_of(films.Film(3, 2160, 3840, True)) == [720, 480]


def test_a_copy_keeps_the_shape_of_its_film_in_even_pixels():
    assert films.size_of_copy(films.Film(3, 1920, 1080, True), 480) == (854, 480)
    assert films.size_of_copy(films.Film(3, 1080, 1920, True), 720) == (720, 1280)
    assert films.size_of_copy(films.Film(3, 321, 181, True), 480) == (320, 180)


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_playlist_that_calls_itself_a_film_reads_no_file_and_asks_no_server(scheme, tmp_path):
    planted = tmp_path / "planted.ts"
    planted.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        address = f"file://{planted}" if scheme == "file" else f"http://127.0.0.1:{port}/a.ts"
        hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{address}\n#EXT-X-ENDLIST\n".encode()
        concat = f"ffconcat version 1.0\nfile '{address}'\n".encode()
        for script in (hls, concat):
            assert SECRET not in refused(script)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_other_content_under_the_name_of_a_film_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a" * 1000)
    refused(made.getvalue())
    refused(b"1\n00:00:00,000 --> 99:00:00,000\na\n" * 20_000)
    refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>")


def test_boxes_that_claim_more_than_there_is_are_refused(sample):
    at = sample.index(b"moov") - 4
    refused(sample[:at] + struct.pack(">I", 0x7FFFFFFF) + b"moov")
    refused(sample[: len(sample) // 3])


def claiming(sample, times):
    """The duration in the header of the film, of its tracks and their media, times so many."""
    spoiled = bytearray(sample)
    for box, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = -1
        while (at := spoiled.find(box, at + 1)) >= 0:
            (units,) = struct.unpack_from(">I", spoiled, at + offset)
            struct.pack_into(">I", spoiled, at + offset, min(units * times, 0xFFFFFFF0))
    return bytes(spoiled)


def test_a_film_that_claims_ten_thousand_times_its_length_is_refused(sample):
    assert "30 分钟" in refused(claiming(sample, 10_000))


def test_a_film_that_claims_less_than_half_an_hour_and_lies_is_refused_when_it_is_made(sample):
    with bench(claiming(sample, 100), "示例.mp4") as made:
        film = films.probe(made)
        assert film.duration_s > 100
        with pytest.raises(BadInput) as problem:
            films.make_rendition(made, film, 480)
    assert "时长与内容不符" in problem.value.message


def test_the_program_reads_nothing_outside_of_its_bench(tmp_path, sample):
    planted = tmp_path / "planted.txt"
    planted.write_text(SECRET)

    def read(path):
        arguments = [
            "-v",
            "fatal",
            "-f",
            "data",
            "-i",
            f"file:{path}",
            "-map",
            "0",
            "-c",
            "copy",
            "-f",
            "data",
            "pipe:1",
        ]
        return b"".join(made.run("ffmpeg", arguments, films.PROBE_LIMITS))

    with bench(sample, "示例.mp4") as made:
        assert read("source") == sample
        with pytest.raises(BadInput):
            read(planted)


def test_the_program_starts_no_other(sample, monkeypatch):
    monkeypatch.setitem(PROGRAMS, "env", "/usr/bin/env")
    with bench(sample, "示例.mp4") as made:
        assert b"HOME=" in b"".join(made.run("env", [], films.PROBE_LIMITS))
        with pytest.raises(BadInput):
            list(made.run("env", ["/usr/bin/cat", "source"], films.PROBE_LIMITS))
