import subprocess

import pytest

from tests.harness.cast import make_cast
from tests.layers.documents.files import stores_in


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> bytes:
    """A second of a moving picture and a tone, 896 × 504, which tells where it was filmed."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    command = (
        "ffmpeg -v error -f lavfi -i testsrc=size=896x504:rate=5:duration=1 -f lavfi -i sine=duration=1"
        " -metadata location=+37.1+118.1/ -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -shortest"
    )
    subprocess.run([*command.split(), str(path)], check=True, timeout=60)
    return path.read_bytes()
