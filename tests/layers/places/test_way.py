import pytest

from layers.places.way import direction_words, distance_words


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0, "约 10 米"), (347, "约 350 米"), (994, "约 990 米"), (996, "约 1.0 公里"), (1234, "约 1.2 公里"),
     (9940, "约 9.9 公里"), (9960, "约 10 公里"), (36400, "约 36 公里")],
)  # fmt: skip
def test_a_distance_is_told_no_finer_than_it_is_known(metres, words):
    assert distance_words(metres) == words


@pytest.mark.parametrize(
    ("lng", "lat", "words"),
    [(118.0, 37.1, "正北"), (118.1, 37.08, "东北"), (118.1, 37.0, "正东"), (117.9, 36.92, "西南"),
     (117.9, 37.0, "正西"), (118.01, 36.9, "正南")],
)  # fmt: skip
def test_the_direction_is_one_of_eight_winds(lng, lat, words):
    assert direction_words(118.0, 37.0, lng, lat) == words
