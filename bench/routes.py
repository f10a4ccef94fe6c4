"""Routes on the sample network of the city: our graph of turns against the searches of pgRouting, over all edges and within
a box, and of networkit where it is installed (`uv pip install networkit`; it is none of our requirements).

Both know no restrictions here or have the graph ready, start at nodes or states and say no steps: they are given the easier
task. Run it by `bin/bench routes`.
"""

import random
import statistics
import time
from datetime import date

import django
import numpy as np
import shapely

django.setup()

from django.db import connection, connections, transaction  # noqa: E402

from bench.rounds import HEAD, ROUNDS, Ratio, heading  # noqa: E402
from importers.samples.draws import Draws  # noqa: E402
from importers.samples.roads import make_roads  # noqa: E402
from importers.samples.run import load_city  # noqa: E402
from layers.regions.load import load_divisions  # noqa: E402
from layers.roads.loading import read  # noqa: E402
from layers.roads.models import RoadDataset  # noqa: E402
from layers.roads.modes import EVERYBODY, Mode, RoadClass  # noqa: E402
from layers.roads.nearest import nearest_of  # noqa: E402
from layers.roads.network import Network  # noqa: E402
from layers.roads.route import routes  # noqa: E402
from layers.roads.snapping import snapped  # noqa: E402
from layers.roads.storing import Road, Roads, store  # noqa: E402

try:
    import networkit
except ImportError:
    networkit = None

PAIRS = 12
LARGE = 317  # squared about 100,000 nodes and 200,000 edges
EDGES = """
    SELECT number + 1 AS id, start_node AS source, end_node AS target,
    length_m / car_kmh * 3.6 * CASE WHEN forward & 1 = 1 THEN 1 ELSE -1 END AS cost,
    length_m / car_kmh * 3.6 * CASE WHEN backward & 1 = 1 THEN 1 ELSE -1 END AS reverse_cost,
    ST_X(ST_StartPoint(line)) AS x1, ST_Y(ST_StartPoint(line)) AS y1, ST_X(ST_EndPoint(line)) AS x2, ST_Y(ST_EndPoint(line)) AS y2
    FROM roads_roadedge WHERE dataset_id = {dataset} {box}
"""
# A degree is more seconds than it can take at 120 km/h, so that A* finds the quickest way.
SEARCHES = {
    "pgr_dijkstra": "SELECT * FROM pgr_dijkstra($${edges}$$, %s, %s)",
    "pgr_bdDijkstra": "SELECT * FROM pgr_bdDijkstra($${edges}$$, %s, %s)",
    "pgr_aStar": "SELECT * FROM pgr_aStar($${edges}$$, %s, %s, factor => 2600, heuristic => 5)",
}
BOX = "AND line && ST_MakeEnvelope({}, {}, {}, {}, 4490)"


def main() -> None:
    load_divisions()
    with transaction.atomic():
        city = load_city(Draws(1), 1.0, date(2026, 11, 24))
        dataset = make_roads(city)
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pgrouting")
        cursor.execute("CREATE INDEX ON roads_roadedge USING gist (line)")
        cursor.execute("ANALYZE roads_roadedge")
    network = read(dataset)
    network.graph(Mode.CAR)
    points = [
        (village.label_point.x, village.label_point.y) for village in city.villages if village.label_point
    ]
    stream = random.Random(1)  # noqa: S311
    ours, processor, times = [], [], []
    others = {name: [] for name in (*SEARCHES, "pgr_dijkstra within a box")}
    engine = Networkit(network) if networkit else None
    if engine:
        others["networkit, bidirectional"] = []
    for _ in range(ROUNDS):
        pairs = [tuple(stream.sample(points, 2)) for _ in range(PAIRS)]
        begun = time.process_time()
        own = [milliseconds(lambda pair=pair: routes(network, *pair, Mode.CAR)) for pair in pairs]
        processor.append((time.process_time() - begun) * 1000 / PAIRS)
        ours.append(statistics.median(own))
        times += own
        asked = {
            name: (lambda pair, name=name: pgrouting(dataset, network, pair, name, False))
            for name in SEARCHES
        }
        asked["pgr_dijkstra within a box"] = lambda pair: pgrouting(
            dataset, network, pair, "pgr_dijkstra", True
        )
        if engine:
            asked["networkit, bidirectional"] = engine.way
        for name, ask in asked.items():
            spent = [milliseconds(lambda pair=pair, ask=ask: ask(pair)) for pair in pairs]
            others[name].append(statistics.median(spent) / statistics.median(own))
    print(heading("bin/bench routes"))
    print(
        f"\n{dataset.edge_count} edges, {network.graph(Mode.CAR).arcs.nnz} turns; pairs of villages anywhere in the city.\n"
    )
    print(HEAD)
    print(Ratio("a route with its steps, ms, p50", ours, 5, at_most=True).row())
    print(Ratio("its processor time, ms, mean", processor, 5, at_most=True).row())
    goals = {"pgr_dijkstra": 5, "pgr_dijkstra within a box": 1}
    for name, ratios in others.items():
        print(Ratio(f"{name} / ours", ratios, goals.get(name, 1), at_most=False).row())
    if not engine:
        print("networkit is not installed and was not run.")
    print(f"\np95 of {len(times)} routes: {np.percentile(times, 95):.1f} ms (goal 20).")
    places = points[::20]
    spent = milliseconds(lambda: nearest_of(network, points, places, Mode.CAR)) / 1000
    print(f"{len(points)} villages to the nearest of {len(places)} places: {spent:.1f} s (goal 60).")
    large = [*grid()]
    spent = milliseconds(lambda: store(RoadDataset(name="grid", source="survey"), Roads(large))) / 1000
    print(f"{len(large)} edges stored: {spent:.0f} s (goal 120).")


def milliseconds(what) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def pgrouting(dataset: RoadDataset, network: Network, pair, search: str, boxed: bool) -> None:
    nodes = [nearest_node(network, point) for point in pair]
    (west, south), (east, north) = np.min(pair, axis=0) - 0.1, np.max(pair, axis=0) + 0.1
    edges = EDGES.format(dataset=dataset.pk, box=BOX.format(west, south, east, north) if boxed else "")
    with connection.cursor() as cursor:
        cursor.execute(SEARCHES[search].format(edges=edges), nodes)
        cursor.fetchall()


class Networkit:
    """The same graph of turns, from state to state."""

    def __init__(self, network: Network) -> None:
        self.network = network
        arcs = network.graph(Mode.CAR).arcs.tocoo()
        self.graph = networkit.GraphFromCoo(
            (arcs.data, (arcs.row.astype(np.uint64), arcs.col.astype(np.uint64))),
            n=arcs.shape[0],
            weighted=True,
            directed=True,
        )

    def way(self, pair) -> None:
        graph = self.network.graph(Mode.CAR)
        start, end = (snapped(self.network, graph, *point, Mode.CAR, "from").edge * 2 for point in pair)
        search = networkit.distance.BidirectionalDijkstra(self.graph, start, end, storePred=True)
        search.run()
        search.getPath()


def nearest_node(network: Network, point) -> int:
    place = network.plane.of(np.array(point))
    starts = network.points[network.first_point[:-1]]
    return int(network.tail[2 * int(np.argmin(np.hypot(*(starts - place).T)))])


def grid():
    for x in range(LARGE):
        for y in range(LARGE):
            for other in ((x + 1, y), (x, y + 1)):
                if max(other) < LARGE:
                    ends = [(117 + a * 0.001, 37 + b * 0.001) for a, b in ((x, y), other)]
                    line = shapely.LineString(ends)
                    yield Road(
                        x * LARGE + y,
                        other[0] * LARGE + other[1],
                        line,
                        RoadClass.STREET,
                        30,
                        EVERYBODY,
                        EVERYBODY,
                    )


if __name__ == "__main__":
    main()
