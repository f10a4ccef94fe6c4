"""Touch screens of the sample zones that have one. No machine stands behind them: nobody holds their tokens."""

from importers.samples.city import City
from layers.devices.models import Kiosk, Sign
from layers.regions.models import Level
from layers.zones.models import DeviceKind, Zone

# One in so many was registered and never activated, one taken back.
WAITING, REVOKED = 5, 7
LAST_HOUR, SHEETS = 17, 40


def make_kiosks(city: City) -> None:
    """Last heard of when the halls closed."""
    stream, ids = city.draws.stream("kiosks"), city.draws.ids("kiosk")
    zones = Zone.objects.filter(
        is_sample=True, devices__kind=DeviceKind.TOUCH_SCREEN, region__level__lte=Level.TOWN
    )
    began, last = city.moment(city.today.replace(day=1)), city.moment(city.today, LAST_HOUR)
    kiosks, signs = [], []
    for number, zone in enumerate(zones.order_by("pk").distinct(), start=1):
        public_id = ids.next()
        one = Kiosk(
            public_id=public_id, zone=zone, name="大厅入口（示例）", secret_hash=f"sample-{public_id}",
            code_until=began, activated_at=began if number % WAITING else None,
            revoked_at=last if number % REVOKED == 0 else None,
        )  # fmt: skip
        kiosks.append(one)
        if one.activated_at:
            sheets = stream.randrange(SHEETS)
            signs.append(
                Sign(
                    kiosk=one,
                    seen_at=last,
                    version="Chrome/128.0.0.0",
                    bundle_at=last,
                    printed_on=city.today,
                    printed_pages=sheets,
                )
            )
    Kiosk.objects.bulk_create(kiosks)
    Sign.objects.bulk_create(signs)
