"""A pin that somebody sent: the three nearest places, and the way to ask which village it is. It goes into the answer and
nowhere else: into no row, no log line and no address.

The pin stands on a map in GCJ-02. Taking that shift back for the public is not ours to do (geo.datum_inverse), and it needs
not be: the places are shifted to where that map shows them, as they are for every link to it, and measured there.
"""

from django.conf import settings

from geo.area import GEOD
from geo.bbox import BBox
from geo.datum import wgs84_to_gcj02
from geo.position import Position
from layers.places.models import Place
from layers.places.near import Wish, nearest
from layers.places.way import distance_words
from portal.wechat.words import letter, line

SHOWN = 3
FIRST_CANDIDATES, MOST_CANDIDATES = 100, 6_400
# No shift is larger within the mainland.
LARGEST_SHIFT_M = 800.0


def near(pin: Position) -> str:
    if not BBox(*settings.CITY["area"]).contains(pin.lng, pin.lat):
        return f"这个位置不在{settings.CITY['name']}。"
    rows = [
        line(
            f"{place.name}（{distance_words(metres)}，{place.address or '地址未登记'}）",
            place.get_absolute_url(),
        )
        for place, metres in nearest_to_pin(pin)
    ]
    head = "离这个位置最近（直线）：" if rows else "附近还没有登记的网点。"
    return letter(
        head, *rows, line("我在哪个村、有没有征地", "/land/here"), "您的位置只用来回答这一次，不保存。"
    )


def nearest_to_pin(pin: Position) -> list[tuple[Place, float]]:
    """With their distances in metres, nearest first. Around the pin as if it were not shifted, more and more candidates are
    asked for until no other can be nearer than those found."""
    asked = FIRST_CANDIDATES
    while True:
        around = nearest(pin, Wish(k=asked))
        keys = [key for key, _ in around]
        shown = Place.objects.published().only("public_id", "name", "address", "public_location")
        places = list(shown.filter(public_id__in=keys))
        measured = sorted(
            ((_metres(pin, one), one.public_id, one) for one in places), key=lambda row: row[:2]
        )
        best = [(place, metres) for metres, _, place in measured[:SHOWN]]
        is_all = len(around) < asked or asked >= MOST_CANDIDATES
        if is_all or (best and best[-1][1] <= around[-1][1] - LARGEST_SHIFT_M):
            return best
        asked *= 4


def _metres(pin: Position, place: Place) -> float:
    shown_lng, shown_lat = wgs84_to_gcj02(place.public_location.x, place.public_location.y)
    return float(GEOD.inv(pin.lng, pin.lat, shown_lng, shown_lat)[2])
