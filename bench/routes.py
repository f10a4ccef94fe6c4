"""Routes on the sample network of the city: our graph of turns against pgr_dijkstra over all edges and within a box.

pgRouting knows no restrictions here, starts at nodes and says no steps: it is given the easier task. Run it by
`bin/bench routes`.
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
from layers.roads.storing import Road, Roads, store  # noqa: E402

PAIRS = 12
LARGE = 317  # squared about 100,000 nodes and 200,000 edges
ALL = """
    SELECT * FROM pgr_dijkstra($$SELECT number + 1 AS id, start_node AS source, end_node AS target,
        length_m / car_kmh * 3.6 * CASE WHEN forward & 1 = 1 THEN 1 ELSE -1 END AS cost,
        length_m / car_kmh * 3.6 * CASE WHEN backward & 1 = 1 THEN 1 ELSE -1 END AS reverse_cost
        FROM roads_roadedge WHERE dataset_id = {dataset} {box}$$, %s, %s)
"""
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
    ours, processor, all_edges, in_box, times = [], [], [], [], []
    for _ in range(ROUNDS):
        pairs = [tuple(stream.sample(points, 2)) for _ in range(PAIRS)]
        begun = time.process_time()
        own = [milliseconds(lambda pair=pair: routes(network, *pair, Mode.CAR)) for pair in pairs]
        processor.append((time.process_time() - begun) * 1000 / PAIRS)
        whole = [milliseconds(lambda pair=pair: pgrouting(dataset, network, pair, False)) for pair in pairs]
        boxed = [milliseconds(lambda pair=pair: pgrouting(dataset, network, pair, True)) for pair in pairs]
        ours.append(statistics.median(own))
        times += own
        all_edges.append(statistics.median(whole) / statistics.median(own))
        in_box.append(statistics.median(boxed) / statistics.median(own))
    print(heading("bin/bench routes"))
    print(
        f"\n{dataset.edge_count} edges, {network.graph(Mode.CAR).arcs.nnz} turns; pairs of villages anywhere in the city.\n"
    )
    print(HEAD)
    print(Ratio("a route with its steps, ms, p50", ours, 5, at_most=True).row())
    print(Ratio("its processor time, ms, mean", processor, 5, at_most=True).row())
    print(Ratio("pgr_dijkstra over all edges / ours", all_edges, 5, at_most=False).row())
    print(Ratio("pgr_dijkstra within a box / ours", in_box, 1, at_most=False).row())
    print(f"\np95 of {len(times)} routes: {np.percentile(times, 95):.1f} ms (goal 20).")
    goals = points[::20]
    spent = milliseconds(lambda: nearest_of(network, points, goals, Mode.CAR)) / 1000
    print(f"{len(points)} villages to the nearest of {len(goals)} places: {spent:.1f} s (goal 60).")
    large = [*grid()]
    spent = milliseconds(lambda: store(RoadDataset(name="grid", source="survey"), Roads(large))) / 1000
    print(f"{len(large)} edges stored: {spent:.0f} s (goal 120).")


def milliseconds(what) -> float:
    begun = time.perf_counter()
    what()
    return (time.perf_counter() - begun) * 1000


def pgrouting(dataset: RoadDataset, network: Network, pair, boxed: bool) -> None:
    nodes = [nearest_node(network, point) for point in pair]
    (west, south), (east, north) = np.min(pair, axis=0) - 0.1, np.max(pair, axis=0) + 0.1
    statement = ALL.format(dataset=dataset.pk, box=BOX.format(west, south, east, north) if boxed else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, nodes)
        cursor.fetchall()


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
