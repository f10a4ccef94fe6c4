"""ONE row for each address: what it is about, who it is for, what it answers. A new address without a row fails.

``about`` is the noun whose things stand in the address (world.py), "" for a page of no one thing.
``who``   "everyone", "staff" (whoever is logged in), "scope" (who may see that thing), or names of the cast.
``post``  what a POST is answered to those for whom the page is: 405 where nothing is written there.
"""

from collections.abc import Collection
from dataclasses import dataclass

EVERYONE, STAFF, SCOPE = "everyone", "staff", "scope"
ONLY_READ = frozenset({405})
# A form that lacks its fields says so, or leads back to its page.
FORM = frozenset({200, 302, 400, 409, 422})
# A step of a review is taken, or refused to those who see the set and may not take it.
STEP = frozenset({302, 400, 403, 404, 409})
EDITORS = (
    "county_editor",
    "neighbour_editor",
    "bureau_editor",
    "town_editor",
    "village_clerk",
    "city_editor",
)
CITY_EDITOR = ("city_editor",)
SECURITY = ("security_administrator",)
AUDITORS = ("auditor", "audit_administrator")


@dataclass(frozen=True)
class Row:
    route: str
    about: str = ""
    who: str | Collection[str] = EVERYONE
    post: frozenset[int] = ONLY_READ
    get: frozenset[int] = frozenset({200})
    query: str = ""
    # Further arguments of the address, the same for each thing.
    more: tuple[tuple[str, str], ...] = ()


def _row(route: str, about: str = "", who: str | Collection[str] = EVERYONE, **given: object) -> Row:
    sets = {name: frozenset(given[name]) for name in ("get", "post") if name in given}  # type: ignore[call-overload]
    return Row(route, about, who, **{**given, **sets})  # type: ignore[arg-type]


EDITORS = frozenset(
    {"county_editor", "neighbour_editor", "bureau_editor", "town_editor", "village_clerk", "city_editor"}
)
READERS = EDITORS | {"county_reviewer", "county_publisher", "auditor"}
CITY = frozenset({"city_editor"})
NO_CASE = (("public_id", "000000000"),)
# Of the desk: the word in the address, and the things it is asked about.
NOUNS = (
    ("places", "place"),
    ("cases", "case"),
    ("media", "account"),
    ("websites", "website"),
    ("benefits", "benefit"),
    ("items", "item"),
    ("policies", "policy"),
    ("local-modules", "local"),
    ("zone-register", "zone"),
    ("notice-boards", "board"),
    ("videos", "video"),
    ("playlists", "playlist"),
    ("foi-offices", "foi_office"),
    ("foi-answers", "foi_answer"),
    ("selected-answers", "selected_answer"),
)
BOX = "bbox=117,36.5,119,38.5"
ROWS = [
    # pages for everyone
    _row("", get=[200]),
    _row("search", query="q=示例"),
    _row("look/"),
    _row("sitemap/"),
    _row("about/"),
    _row("basemap.geojson"),
    _row(
        "basemap/<str:version>/<str:z>/<str:x>/<str:y>.json",
        more=(("version", "0-0"), ("z", "10"), ("x", "847"), ("y", "397")),
    ),
    _row("data/"),
    *[
        _row("data/<slug:name>.<str:extension>", more=(("name", name), ("extension", extension)))
        for name in ("regions", "places", "parcels", "cases")
        for extension in ("shp.zip", "gpkg", "geojson", "xlsx")
    ],
    _row("tiles/<str:names>.json", more=(("names", "regions,places,parcels,cases"),)),
    # The base map is drawn by ourselves: no traffic leaves.
    _row(
        "tiles/base/<str:name>/<str:z>/<str:x>/<str:y>", get=[404],
        more=(("name", "vec"), ("z", "11"), ("x", "1695"), ("y", "795")),
    ),
    # The square of level 11 that the things of the matrix lie in.
    _row(
        "tiles/<str:names>/<str:z>/<str:x>/<str:y>.mvt",
        more=(("names", "regions,places,parcels,cases"), ("z", "11"), ("x", "1695"), ("y", "795")),
    ),
    _row("open/"),
    _row("open/feed.atom"),
    _row("ledger/"),
    _row("ledger/ledger.jsonl"),
    _row("verify", query="hash=" + "a" * 64),
    _row("healthz", get=[200, 503]),
    _row("readyz", get=[200, 503]),
    # To whoever asks from this machine, as the client of the tests does.
    _row("metrics"),
    _row("land/"),
    _row("land/catalogue"),
    _row("land/here", post=[200, 400, 405], query="lng=118.1&lat=37.2"),
    _row("land/mine", post=[200]),
    _row("land/words"),
    _row("land/<str:code>", more=(("code", "371625104000"),)),
    _row("v/<str:code>", more=(("code", "371625104201"),)),
    _row("v/<str:code>/poster", more=(("code", "371625104201"),)),
    _row("v/<str:code>/poster.pdf", more=(("code", "371625104201"),)),
    _row("c/<str:public_id>", "case"),
    *[_row(f"v/<str:code>.{kind}", more=(("code", "371625104201"),)) for kind in ("ics", "atom")],
    *[_row(f"c/<str:public_id>.{kind}", "case") for kind in ("ics", "atom")],
    _row("c/<str:public_id>/notice.pdf", "case"),
    # No period runs in the cases of the matrix: nothing is taken, and the forms on paper lead to the page that says so.
    _row("c/<str:public_id>/say", "case", post=[409, 410]),
    _row("c/<str:public_id>/say/<slug:kind>.pdf", "case", get=[302], more=(("kind", "opinion"),)),
    _row("receipt", post=[422, 429]),
    _row("subscriptions/", post=[422]),
    _row("subscriptions/new", get=[404], post=[404]),
    _row("subscriptions/mail", get=[405], post=[422]),
    _row("subscriptions/mail/<str:link>", get=[410], post=[410], more=(("link", "0:0:0"),)),
    _row("subscriptions/villages"),
    _row("subscriptions/villages.json"),
    _row("subscriptions/confirm", get=[405], post=[422]),
    _row("subscriptions/box", get=[405], post=[422, 429]),
    _row("subscriptions/change", get=[405], post=[422]),
    # The city of the matrix has no 公众号.
    _row("wechat/callback", get=[404], post=[404]),
    _row("wechat/config", get=[404]),
    _row("u/<str:token>", get=[410], post=[200], more=(("token", "0000000000"),)),
    _row("map/"),
    _row("map/list"),
    _row("map/points.json"),
    _row("map/reach", query="county=371625000000"),
    _row("map/reach.geojson", get=[404], query="county=371625000000"),
    _row("map/nearest", query="lng=118.1&lat=37.2&open=1"),
    _row("map/<str:public_id>", "place"),
    _row("map/<str:public_id>/part", "place"),
    _row("map/<str:public_id>/reach", "place"),
    _row("map/<str:public_id>/way", "place", query="lng=118.1&lat=37.2"),
    # The world of the matrix has no roads, so there is nothing to save.
    _row("map/<str:public_id>/way.gpx", "place", get=[404], query="lng=118.1&lat=37.2"),
    _row("go/<str:public_id>", "place"),
    _row("q/<str:public_id>", "item"),
    _row("know/stickers"),
    _row("services/offices/"),
    _row("services/offices/<str:public_id>", get=[404], more=(("public_id", "000000000"),)),
    *[
        _row(route)
        for route in ("know/", "policies/", "services/", "videos/", "media/", "enterprise/", "sites/")
    ],
    _row("videos/playlist.json"),
    _row("videos/play/<str:public_id>", "playlist"),
    _row("videos/<str:public_id>", "video"),
    _row("videos/<str:public_id>/captions.vtt", "video"),
    _row("videos/<str:public_id>/file/<slug:kind>", "video", more=(("kind", "small"),)),
    _row("policies/<str:public_id>", "policy"),
    _row("policies/sections/<slug:code>", get=[404], more=(("code", "nothing"),)),
    _row("policies/sections/<slug:code>.atom", get=[404], more=(("code", "nothing"),)),
    _row("media/<str:public_id>", "account"),
    _row("sites/<str:public_id>", "website"),
    _row("enterprise/<str:public_id>", "benefit"),
    *[
        _row("enterprise/match/<slug:served>/", get=[200, 404], more=(("served", served),))
        for served in ("enterprise", "resident", "nothing")
    ],
    # No site of the world may be framed.
    _row("sites/<str:public_id>/framed", "website", get=[302]),
    _row("local/<str:public_id>", "local"),
    # A page is no site that could be framed.
    _row("local/<str:public_id>/framed", "local", get=[302]),
    _row("report/receipt", post=[422, 429]),
    # Without its token a form is not taken.
    *[
        _row("report/<slug:kind>/<str:public_id>", noun, post=[422, 410], more=(("kind", noun),))
        for noun in ("place", "item", "case")
    ],
    _row("zones/"),
    _row("zones/<str:public_id>", "zone"),
    _row("zones/<str:public_id>/here", "zone", get=[302]),
    _row("zones/<str:public_id>/theme.css", "zone"),
    _row("kiosk/", post=[422]),
    _row("kiosk/attract", get=[302]),
    _row("kiosk/heartbeat", get=[405], post=[400]),
    _row("kiosk/print", get=[405], post=[400]),
    _row("kiosk/bundle.json"),
    _row("kiosk/tombstones.json", query="since=2024-01-01T00:00:00Z"),
    _row("kiosk/offline"),
    _row("kiosk/worker.js"),
    _row("boards/"),
    _row("boards/<str:public_id>", "board"),
    _row("boards/<str:public_id>/poster.pdf", "board"),
    _row("ask/", post=[422]),
    _row("ask/receipt", post=[422, 429]),
    _row("ask/rate", get=[405], post=[422]),
    _row("ask/answers/", query="q=示例"),
    _row("ask/answers/<str:public_id>", "selected_answer"),
    *[
        _row("ask/<slug:kind>/<str:public_id>", noun, post=[422, 410], more=(("kind", noun),))
        for noun in ("place", "item", "case")
    ],
    _row("foi/"),
    _row("foi/receipt", post=[422, 429]),
    _row("foi/correct", get=[405], post=[422]),
    _row("foi/file", get=[405], post=[422]),
    _row("foi/answers/<str:public_id>", "foi_answer"),
    _row("foi/<str:public_id>", "foi_office"),
    _row("foi/<str:public_id>/apply", "foi_office", post=[422, 410]),
    # files
    _row("d/media/<str:public_id>", get=[404], more=(("public_id", "000000000"),)),
    _row("d/<str:public_id>", "document"),
    _row("d/<str:public_id>/<int:number>", "document", more=(("number", "1"),)),
    _row(
        "d/<str:public_id>/<int:number>/compare/<int:newer>", "document", get=[404],
        more=(("number", "1"), ("newer", "2")),
    ),
    _row("d/<str:public_id>/<int:number>/file", "document", more=(("number", "1"),)),
    _row(
        "d/<str:public_id>/<int:number>/pages/<int:page>/<int:width>", "document", get=[200, 404],
        more=(("number", "1"), ("page", "1"), ("width", "800")),
    ),
    # the API
    _row("api/"),
    _row("api/schema"),
    *[
        _row("api/layers/<str:name>.geojson", more=(("name", name),), query=BOX)
        for name in ("regions", "places", "parcels", "cases")
    ],
    _row("api/search", query="q=canary&limit=100"),
    _row("api/here", query="lng=118.1&lat=37.2"),
    # The world of the matrix has no roads.
    _row("api/route", get=[404], query="from=118.1,37.2&to=118.2,37.2&mode=car"),
    _row("api/reach", get=[404], query="from=118.1,37.2&mode=walk"),
    _row("api/near", query="lng=118.1&lat=37.2&k=100"),
    *[_row(f"api/{name}/", query="limit=100") for name in ("regions", "places", "parcels", "cases")],
    _row("api/regions/<str:id>/", more=(("id", "371625104201"),)),
    _row("api/parcels/<str:id>/", get=[404, 400], more=(("id", "000000000"),)),
    _row("api/places/<str:id>/", "place"),
    _row("api/cases/<str:id>/", "case"),
    *[_row(f"ogc/{part}") for part in ("", "conformance", "api", "collections")],
    *[_row(f"ogc/collections/<str:name>{part}", more=(("name", "cases"),)) for part in ("", "/queryables")],
    *[
        _row("ogc/collections/<str:name>/items", more=(("name", name),))
        for name in ("regions", "places", "parcels", "cases")
    ],
    _row("ogc/collections/<str:name>/items/<str:id>", "place", more=(("name", "places"),)),
    _row("ogc/collections/<str:name>/items/<str:id>", "case", more=(("name", "cases"),)),
    # the desk
    _row("staff/login/", post=FORM, get=[200, 302]),
    _row("staff/login/code/", get=[200, 302], post=FORM),
    _row("staff/logout/", get=[405], post=[302]),
    _row("staff/", who=STAFF),
    _row("staff/account/", who=STAFF),
    _row("staff/account/password/", who=STAFF, post=FORM),
    _row("staff/compensation/tables/", who=["county_publisher", "neighbour_publisher", "city_publisher"], post=FORM | {404}),
    _row("staff/maps/", who=STAFF, get=[200, 404, 405], post=[200, 400, 302, 404, 405]),
    _row("staff/changes/sign", who=STAFF, get=[405], post=STEP),
    _row("staff/changes/<str:public_id>/", "change", SCOPE),
    _row("staff/changes/<str:public_id>/progress", "change", SCOPE),
    # An organisation has no page that could be looked at beforehand.
    _row("staff/changes/<str:public_id>/preview/", "change", SCOPE, get=[200, 400, 404, 409]),
    *[
        _row(f"staff/changes/<str:public_id>/{step}", "change", SCOPE, get=[405], post=STEP)
        for step in ("submit", "sign", "comment", "schedule", "drop", "catch-up", "undo")
    ],
    _row("staff/changes/<str:public_id>/hand-over", "change", SCOPE, get=[200, 403], post=STEP),
    _row("staff/changes/<str:public_id>/edit/", "change", SCOPE, get=[200, 302, 403, 404], post=STEP | FORM),
    _row(
        "staff/changes/<str:public_id>/edit/<slug:noun>/<str:key>/", "change", SCOPE, get=[404], post=[404],
        more=(("noun", "place"), ("key", "000000000")),
    ),
    # No change of the world has a video.
    _row(
        "staff/changes/<str:public_id>/preview/<str:key>/captions.vtt", "change", SCOPE, get=[404],
        more=(("key", "000000000"),),
    ),
    # films: seen by the readers of the unit, stopped and tried again by whoever handed them in
    _row("staff/footage/", who=READERS, post=FORM | {404}),
    _row("staff/footage/<str:key>/", "footage", SCOPE),
    _row("staff/footage/<str:key>/progress", "footage", SCOPE),
    _row("staff/footage/<str:key>/file/<slug:kind>", "footage", SCOPE, more=(("kind", "small"),)),
    *[
        _row(f"staff/footage/<str:key>/{step}", "footage", SCOPE, get=[405], post=STEP)
        for step in ("cancel", "again", "video")
    ],
    _row("staff/changes/<str:public_id>/files", "change", SCOPE, get=[405], post=FORM | STEP),
    _row("staff/changes/<str:public_id>/files/<str:file>/", "file", SCOPE),
    _row("staff/changes/<str:public_id>/files/<str:file>/original", "file", SCOPE),
    _row(
        "staff/changes/<str:public_id>/files/<str:file>/pages/<int:page>/<int:width>", "file", SCOPE,
        more=(("page", "1"), ("width", "800")),
    ),
    # Black boxes are drawn by the author alone.
    _row("staff/changes/<str:public_id>/files/<str:file>/mask/", "file", SCOPE, get=[200, 403], post=FORM | {403}),
    # what was found in files
    _row("staff/screening/", who=READERS),
    _row("staff/screening/<str:screening>/", "screening", SCOPE),
    _row("staff/screening/<str:screening>/override", "screening", SCOPE, get=[405], post=STEP),
    # bytes of a public document removed: its request is kept from those whose it is not
    _row("staff/documents/<str:document>/", "shown", SCOPE),
    _row(
        "staff/documents/<str:document>/<int:number>/redact", "shown", SCOPE, get=[405], post=STEP,
        more=(("number", "1"),),
    ),
    *[
        _row(f"staff/redactions/<int:key>/{step}", "redaction", SCOPE, get=[405], post=STEP)
        for step in ("do", "refuse")
    ],
    # No change of the world has a benefit.
    _row("staff/changes/<str:public_id>/bench/", "change", SCOPE, get=[404], post=[404]),
    _row("staff/benefits/<str:key>/bench/", "benefit", SCOPE, get=[200, 404], post=FORM | {404}),
    _row("staff/changes/<str:public_id>/days/", "change", SCOPE, get=[403, 404], post=[403, 404]),
    *[
        _row("staff/suggest/<slug:relation>", who=STAFF, get=[200, 404], query="q=canary", more=(("relation", name),))
        for name in ("region", "organisation", "category", "place", "case", "footage", "video", "nothing")
    ],
    *[
        _row(f"staff/{slug}/new", who=CITY_EDITOR, get=[200], post=FORM)
        for slug in (
            "categories", "category-groups", "calendar", "policy-sections", "policy-classes", "benefit-attributes",
            "video-categories",
        )
    ],
    _row("staff/categories/order/", who=CITY_EDITOR, post=FORM),
    _row("staff/category-groups/order/", who=CITY_EDITOR, post=FORM),
    _row("staff/categories/<str:key>/merge/", who=CITY_EDITOR, post=FORM, more=(("key", "t-hospital"),)),
    _row("staff/villages/reform/", who=EDITORS - {"village_clerk"}, post=FORM),
    _row(
        "staff/villages/<str:key>/reform/", who=EDITORS - {"village_clerk", "neighbour_editor"}, post=FORM,
        more=(("key", "371625104201"),),
    ),
    *[
        _row("staff/<slug:slug>/<str:key>/quick/", noun, SCOPE, get=[200, 404], post=FORM | STEP, more=(("slug", slug),))
        for slug, noun in NOUNS
        if noun not in ("case", "local", "video", "playlist")
    ],
    *[
        _row("staff/<slug:slug>/new", who=STAFF, get=[405], post=STEP, more=(("slug", slug),))
        for slug in ("places", "cases", "organisations", "media", "websites", "items", "policies", "benefits",
                     "local-modules", "zone-register", "notice-boards", "videos", "playlists",
                     "foi-offices", "foi-answers", "selected-answers", "catchments", "compensation-zones", "nothing")
    ],
    *[
        _row("staff/<slug:slug>/", who=STAFF, get=[200, 404], query="q=canary", more=(("slug", slug),))
        for slug in (
            "places", "cases", "organisations", "villages", "media", "websites", "items", "benefits", "categories",
            "category-groups", "calendar", "policies", "policy-sections", "policy-classes", "benefit-attributes",
            "local-modules", "zone-register", "notice-boards", "zone-standards", "videos", "playlists",
            "video-categories", "foi-offices", "foi-answers", "selected-answers", "catchments", "compensation-zones",
        )
    ],
    *[
        _row("staff/<slug:slug>/<str:key>/", noun, SCOPE, get=[200, 404], more=(("slug", slug),))
        for slug, noun in NOUNS
    ],
    _row("staff/postings/", who=EDITORS, post=FORM),
    _row("staff/boards/", who=EDITORS, post=FORM),
    _row("staff/zone-devices/", who=EDITORS, post=FORM),
    # 界址坐标: refused in words without a format, or where there are none.
    _row("staff/cases/<str:key>/survey", "case", SCOPE, get=[405], post=[400]),
    *[
        _row(f"staff/<slug:slug>/<str:key>/{step}", noun, SCOPE, get=[405], post=STEP, more=(("slug", slug),))
        for slug, noun in NOUNS
        for step in ("change", "withdraw")
    ],
    # the duty board, and what is shown at the counter
    _row("staff/duties/", who=READERS),
    _row("staff/duties/rows", who=READERS, query="what=notice&state=overdue"),
    _row("staff/duties/export", who=READERS, get=[405], post=[200]),
    _row("staff/zones/", who=READERS),
    _row("staff/zones/export", who=READERS, get=[405], post=[200]),
    _row("staff/kiosks/", who=READERS, post=[404, 422]),
    _row("staff/kiosks/<str:public_id>/renew", "kiosk", SCOPE, get=[405], post=[200]),
    _row("staff/kiosks/<str:public_id>/revoke", "kiosk", SCOPE, get=[405], post=[302]),
    _row("staff/on-site/", who=READERS - {"auditor"}),
    _row("staff/on-site/<str:key>/", who=(), more=(("key", "000000000"),)),
    _row("staff/on-site/<str:key>/<str:token>/", who=(), more=(("key", "000000000"), ("token", "none"))),
    _row(
        "staff/on-site/<str:key>/<str:token>/<int:page>/<int:width>", who=(),
        more=(("key", "000000000"), ("token", "none"), ("page", "1"), ("width", "800")),
    ),
    # What was told to those who subscribed: numbers alone
    _row("staff/basemap/", who=READERS),
    # The world of the matrix has no roads.
    _row("staff/roads/", who=READERS, post={400, 404}),
    *[
        _row(f"staff/roads/<int:key>/{step}", who=CITY_EDITOR, get=[405], post=[404], more=(("key", "1"),))
        for step in ("use", "stop")
    ],
    _row("staff/notices/", who=READERS),
    # There is none: tests/portal/desk/test_notices_pages.py asks those of a scope.
    _row("staff/notices/<int:key>/", who=(), more=(("key", "999999"),)),
    _row("staff/notices/<int:key>/confirm", who=(), more=(("key", "999999"),)),
    _row(
        "staff/notices/<int:key>/broadcast/<str:code>.pdf", who=(),
        more=(("key", "999999"), ("code", "371625104201")),
    ),
    _row("staff/assessment/", who=READERS),
    _row("staff/assessment/rows", who=READERS, query="what=questions"),
    _row("staff/assessment/export", who=READERS, get=[405], post=[200]),
    _row("staff/usage/", who=READERS),
    _row("staff/usage/export", who=READERS, get=[405], post=[200]),
    # 依申请公开
    _row("staff/foi/", who=READERS),
    _row("staff/foi/new", who=EDITORS | {"county_publisher"}, get=[200, 404], post=FORM | {404}),
    _row("staff/foi/annual/", who=READERS),
    _row("staff/foi/annual/export", who=READERS, get=[405], post=[200]),
    _row("staff/foi/<str:number>/", "application", SCOPE),
    *[
        _row(f"staff/foi/<str:number>/{step}", "application", SCOPE, get=[405], post=STEP | FORM)
        for step in ("step", "merge", "transfer", "unmask", "scan")
    ],
    # Only for who handles it, and there is none of that number.
    _row("staff/foi/<str:number>/letters/<int:sequence>.pdf", "application", SCOPE, get=[404], more=(("sequence", "99"),)),
    _row("staff/foi/<str:number>/reckoning.pdf", "application", SCOPE),
    # What people say about a case
    _row("staff/objections/", who=READERS),
    _row("staff/objections/export", who=READERS, get=[405], post=[200]),
    # A case is there for its towns too, which tests/portal/desk/test_objections_pages.py asks.
    *[
        _row(f"staff/objections/cases/<str:public_id>/{page}", who=READERS, get=get, post=post, more=NO_CASE)
        for page, get, post in (("", [404], [405]), ("new", [404], [404]), ("members", [405], [404]))
    ],
    _row("staff/objections/<str:number>/", "objection", SCOPE, get=[200, 404]),
    *[
        _row(f"staff/objections/<str:number>/{step}", "objection", SCOPE, get=[405], post=STEP | FORM)
        for step in ("unmask", "take", "forward", "answer")
    ],
    # There is none before the answer.
    _row("staff/objections/<str:number>/letter.pdf", "objection", SCOPE, get=[404]),
    # 报错
    _row("staff/questions/", who=READERS),
    _row("staff/questions/<str:number>/", "question", SCOPE),
    *[
        _row(f"staff/questions/<str:number>/{step}", "question", SCOPE, get=[405], post=STEP | FORM)
        for step in ("step", "unmask", "select")
    ],
    _row("staff/reports/", who=READERS),
    _row("staff/reports/<str:number>/", "report", SCOPE),
    _row("staff/reports/<str:number>/unmask", "report", SCOPE, get=[405], post=FORM | STEP),
    _row("staff/reports/<str:number>/answer", "report", SCOPE, get=[405], post=FORM | STEP),
    # people
    _row("staff/account/contact/", who=STAFF, post=FORM),
    _row("staff/contacts/", who=READERS | {"security_administrator"}),
    _row(
        "staff/contacts/<int:key>/unmask", who={"county_publisher", "security_administrator"}, get=[405],
        post=[404], more=(("key", "999999"),),
    ),
    _row("staff/contacts/<int:key>/erase", who=SECURITY, get=[405], post=[404], more=(("key", "999999"),)),
    _row("staff/account/lend/<int:assignment>/", who=(), more=(("assignment", "999999"),)),
    _row("staff/account/loans/<int:deputy>/end", who=(), more=(("deputy", "999999"),)),
    _row("staff/accounts/", who=SECURITY),
    _row("staff/accounts/new", who=SECURITY, post=FORM),
    _row("staff/accounts/<int:key>/", "person", SECURITY),
    *[
        _row(f"staff/accounts/<int:key>/{step}", "person", SECURITY, get=[405], post=FORM | {400})
        for step in ("disable", "enable", "password", "second-factor")
    ],
    _row("staff/accounts/<int:key>/assign", "person", SECURITY, post=FORM),
    _row(
        "staff/accounts/<int:key>/assignments/<int:assignment>/end", "person", SECURITY, get=[404, 405], post=[404],
        more=(("assignment", "999999"),),
    ),
    _row("staff/accounts/import", who=SECURITY, post=FORM),
    _row("staff/accounts/import/template", who=SECURITY),
    _row("staff/accounts/import/report", who=SECURITY, get=[405], post=FORM),
    _row("staff/organisations/import", who=EDITORS, post=FORM),
    _row("staff/organisations/import/template", who=EDITORS),
    _row("staff/organisations/import/report", who=EDITORS, get=[405], post=FORM),
    # imports: seen by the readers of her unit, handled by whoever handed the file in
    _row("staff/imports/", who=READERS, post=FORM | {404}),
    _row("staff/imports/template/<slug:dataset>", who=EDITORS, more=(("dataset", "places"),)),
    _row("staff/imports/<str:batch>/", "batch", SCOPE),
    _row("staff/imports/<str:batch>/progress", "batch", SCOPE),
    _row("staff/imports/<str:batch>/report.json", "batch", SCOPE),
    _row("staff/imports/<str:batch>/report.xlsx", "batch", SCOPE),
    *[
        _row(f"staff/imports/<str:batch>/{step}", "batch", SCOPE, get=[405], post=STEP | FORM)
        for step in ("check", "choose", "answer", "correct", "cancel", "submit", "drop")
    ],
    # systems that hand service items in: without a key nothing is taken
    _row("api/v1/items", get=[405], post=[401]),
    _row("staff/item-scans/", who=READERS),
    _row("staff/item-sources/", who=READERS | {"security_administrator"}, post=[404, 422]),
    _row("staff/item-sources/<int:key>/", "source", SCOPE),
    *[
        _row(f"staff/item-sources/<int:key>/{step}", who=SECURITY, get=[405], post=[404], more=(("key", "999999"),))
        for step in ("renew", "revoke")
    ],
    # the trail
    _row("staff/operations/", who=("system_administrator",)),
    _row("staff/audit/", who=AUDITORS),
    _row("staff/audit/<int:key>/", who=AUDITORS, get=[404], more=(("key", "999999999"),)),
    _row("staff/audit/export", who=AUDITORS, get=[405], post=FORM),
]  # fmt: skip
