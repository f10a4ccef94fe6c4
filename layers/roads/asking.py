"""Who is asked for a route: the city's own engine where one is set, else, or when it does not answer, our search."""

import logging

from layers.roads.external import Unavailable, external_routes, is_configured
from layers.roads.modes import Mode
from layers.roads.network import Network
from layers.roads.route import Point, Route, routes

logger = logging.getLogger(__name__)


def asked_routes(
    network: Network, start: Point, end: Point, mode: Mode, alternatives: int = 0
) -> list[Route]:
    """As layers.roads.route.routes."""
    if is_configured():
        try:
            return external_routes(start, end, mode, alternatives)
        except Unavailable as problem:
            # Where somebody goes is in no log.
            logger.warning("the route engine is left aside: %s", problem)
    return routes(network, start, end, mode, alternatives)
