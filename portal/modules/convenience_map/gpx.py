"""A route as GPX 1.1 (topografix.com/GPX/1/1): a track and its steps, WGS 84."""

from xml.sax.saxutils import escape, quoteattr

from layers.roads.route import Route

CREATOR = "Cuntu"


def gpx_of(name: str, description: str, route: Route) -> str:
    points = "\n".join(f'<trkpt lat="{lat:.6f}" lon="{lng:.6f}"/>' for lng, lat in route.line)
    steps = "；".join(step.text for step in route.steps)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gpx version="1.1" creator={quoteattr(CREATOR)} xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{escape(name)}</name><desc>{escape(description)}</desc></metadata>\n"
        f"<trk><name>{escape(name)}</name><desc>{escape(steps)}</desc><trkseg>\n{points}\n</trkseg></trk>\n</gpx>\n"
    )
