"""Turn restrictions of any length as states of a graph: whoever knows only shortest paths obeys them without knowing.

A state is the directed edge that one travels. Where a restriction goes over several edges, a further state means
"this edge, having come that way": the automaton of Aho and Corasick (1975) over the forbidden paths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Path = tuple[int, ...]


@dataclass(frozen=True)
class Turns:
    """From state to state. States below the number of directed edges are these; ``edge_of`` tells it of each."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    edge_of: NDArray[np.int64]


def turns(
    tail: NDArray[np.int64], head: NDArray[np.int64], usable: NDArray[np.bool_], forbidden: Iterable[Path]
) -> Turns:
    """``tail`` and ``head`` are the nodes of each directed edge (2 × edge, +1 backwards), ``usable`` those that may be
    travelled. One turns round at the end of a dead end only."""
    source, target = _followers(tail, head, usable)
    paths = {path for path in forbidden if all(usable[edge] for edge in path)}
    known = {path[:length] for path in paths for length in range(2, len(path))}
    state_of = {path: len(tail) + number for number, path in enumerate(sorted(known))}
    edge_of = np.concatenate(
        [np.arange(len(tail)), np.array([path[-1] for path in state_of], dtype=np.int64)]
    )
    further = _of_paths(state_of, paths, _grouped(source, target, {path[-1] for path in state_of}))
    pairs = source * len(tail) + target
    plain = {path[0] * len(tail) + path[1] for path in paths if len(path) == 2}
    keep = ~np.isin(pairs, list(plain))
    source, target, pairs = source[keep], target[keep], pairs[keep]
    for path, state in state_of.items():
        if len(path) == 2:
            target[pairs == path[0] * len(tail) + path[1]] = state
    if further:
        more = np.array(further, dtype=np.int64)
        source, target = np.concatenate([source, more[:, 0]]), np.concatenate([target, more[:, 1]])
    return Turns(source, target, edge_of)


def _followers(
    tail: NDArray[np.int64], head: NDArray[np.int64], usable: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each usable edge with each that begins where it ends."""
    edges = np.flatnonzero(usable)
    leaving = edges[np.argsort(tail[edges], kind="stable")]
    nodes = tail[leaving]
    first = np.searchsorted(nodes, head[edges], "left")
    count = np.searchsorted(nodes, head[edges], "right") - first
    source = np.repeat(edges, count)
    within = np.arange(len(source)) - np.repeat(np.cumsum(count) - count, count)
    target = leaving[np.repeat(first, count) + within]
    keep = (target != source ^ 1) | (np.repeat(count, count) == 1)
    return source[keep], target[keep]


def _grouped(
    source: NDArray[np.int64], target: NDArray[np.int64], wanted: set[int]
) -> Mapping[int, Sequence[int]]:
    return {edge: target[source == edge].tolist() for edge in wanted}


def _of_paths(
    state_of: Mapping[Path, int], forbidden: set[Path], followers: Mapping[int, Sequence[int]]
) -> list[tuple[int, int]]:
    """What follows upon a state that remembers how one came."""
    found = []
    for path, state in state_of.items():
        for edge in followers[path[-1]]:
            came = (*path, edge)
            endings = [came[start:] for start in range(len(came) - 1)]
            if not forbidden.intersection(endings):
                # The longest memory goes on; without one, the edge alone.
                found.append((state, next((state_of[one] for one in endings if one in state_of), edge)))
    return found
