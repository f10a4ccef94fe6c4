"""Seeded chance: one stream a topic, so that a change in one part of the samples leaves the others as they were."""

from random import Random

from layers.public_ids import public_id_from_number

SOURCE = "示例数据"
ID_BITS = 40


class Draws:
    """The streams of one seed, and the public ids drawn from it, none of them twice."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._ids: set[str] = set()

    def stream(self, topic: str) -> Random:
        """The same numbers for the same seed and topic, on every machine."""
        return Random(f"{self.seed}:{topic}")  # noqa: S311

    def ids(self, topic: str) -> "Ids":
        return Ids(self.stream(f"id:{topic}"), self._ids)


class Ids:
    """Public ids of one kind of thing, in the order in which they are asked for."""

    def __init__(self, stream: Random, taken: set[str]) -> None:
        self._stream = stream
        self._taken = taken

    def next(self) -> str:
        while True:
            public_id = public_id_from_number(self._stream.getrandbits(ID_BITS))
            if public_id not in self._taken:
                self._taken.add(public_id)
                return public_id
