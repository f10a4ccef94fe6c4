"""The superusers' admin: not at /admin/, closed to everyone else and to outside text in lookups."""

import socket
import threading

import pytest
from django.contrib import admin
from django.contrib.gis.db.models import GeometryField
from django.core.exceptions import ValidationError
from django.forms import MultiWidget
from django.urls import reverse

from layers.administration import ClosedLookups, parse_geometry
from layers.land.models import Case
from layers.places.models import Place
from layers.regions.models import Region
from layers.search.models import SearchEntry
from layers.staff.models import User
from layers.versions import current
from tests.harness.signing_in import sign_in
from tests.layers.api.world import world
from tests.layers.land.factories import at

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# All of them are of one class; these have the most filters and ways to a geometry. The others are asked in --full.
IN_SHORT = {Place, Case, User}
IN_PARTS = [
    pytest.param(model, id=model._meta.label, marks=[] if model in IN_SHORT else pytest.mark.long)
    for model in MODELS
]


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def here(db):
    return world()


@pytest.fixture
def superuser(client, db):
    return sign_in(client, User.objects.create_superuser("root", password="correct horse battery"))


@pytest.fixture
def listener():
    """A server on loopback that counts who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def listen():
            while not done.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append(connection)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        done.set()
        thread.join()


def spatial_lookups(model, depth=2, prefix=""):
    """Every way by lookups from a model to a geometry."""
    for field in model._meta.get_fields():
        if isinstance(field, GeometryField):
            yield f"{prefix}{field.name}"
        elif depth and field.is_relation and field.related_model and hasattr(field.related_model, "_meta"):
            yield from spatial_lookups(field.related_model, depth - 1, f"{prefix}{field.name}__")


def test_it_stands_at_the_path_of_the_settings_and_not_at_admin(client, db, settings):
    assert client.get("/admin/").status_code == 404
    assert client.get(f"/{settings.ADMIN_PATH}").status_code == 302
    # Its login is the one of the desk, with the lock and the second factor: tests/portal/desk/test_login.py.
    assert client.get(f"/{settings.ADMIN_PATH}login/").url.startswith("/staff/login/")


def test_staff_without_superuser_may_not_enter(client, here, settings):
    client.force_login(User.objects.create_user("clerk", password="correct horse battery", is_staff=True))
    assert client.get(f"/{settings.ADMIN_PATH}").status_code == 302
    assert client.get(address(Place)).status_code == 302


def test_every_admin_is_closed_whoever_wrote_it():
    assert MODELS
    for model in MODELS:
        assert isinstance(admin.site._registry[model], ClosedLookups), model


@pytest.mark.parametrize("model", IN_PARTS)
def test_lists_and_forms_open_and_the_filters_of_a_list_work(superuser, here, model):
    assert superuser.get(address(model)).status_code == 200
    model_admin = admin.site._registry[model]
    if admin.site._registry[model].has_add_permission(superuser.get(address(model)).wsgi_request):
        page = superuser.get(address(model, "add"))
        assert page.status_code == 200
        assert "openlayers" not in page.content.decode().lower()
    changelist = superuser.get(address(model)).context["cl"]
    for spec in changelist.filter_specs:
        for choice in spec.choices(changelist):
            answer = superuser.get(address(model) + choice["query_string"])
            assert answer.status_code == 200, (model_admin, choice)


@pytest.mark.parametrize("model", IN_PARTS)
def test_no_lookup_from_outside_reaches_gdal(superuser, here, model, listener, tmp_path, monkeypatch):
    port, calls = listener
    monkeypatch.chdir(tmp_path)
    evil = [
        f"/vsicurl/http://127.0.0.1:{port}/x",
        f'{{"driver": "GTiff", "name": "{tmp_path}/new.tif", "srid": 4490, "width": 1, "height": 1}}',
    ]
    paths = {*spatial_lookups(model), "location", "area", "public_area"}
    for path in paths:
        for lookup in ("intersects", "bboverlaps"):
            for value in evil:
                answer = superuser.get(address(model), {f"{path}__{lookup}": value})
                assert answer.status_code in {302, 400}, (path, lookup)
    add = superuser.get(address(model, "add"), dict.fromkeys(paths, evil[0]))
    assert add.status_code in {200, 403}
    assert calls == [] and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("POINT(118 37.4)", "POINT"),
        ('{"type": "Point", "coordinates": [118, 37.4]}', "POINT"),
        ('{"type": "Feature", "geometry": {"type": "Point", "coordinates": [118, 37.4]}}', "POINT"),
        ("POLYGON((118 37, 118.1 37, 118.1 37.1, 118 37))", "MULTIPOLYGON"),
    ],
)
def test_a_geometry_is_typed_as_wkt_or_geojson(text, kind):
    geometry = parse_geometry(text, kind)
    assert (geometry.srid, geometry.geom_type.upper()) == (4490, kind)
    assert geometry.extent[0] == 118


@pytest.mark.parametrize(
    "text",
    [
        "/vsicurl/http://127.0.0.1:9/x",
        "/etc/passwd",
        "POINT(nan nan)",
        "POINT(1e400 0)",
        "POINT EMPTY",
        "POINT Z (118 37 5)",
        "SRID=3857;POINT(1 1)",
        "0101000000000000000000F03F000000000000F03F",
        "LINESTRING(0 0, 1 1)",
        "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",
        '{"type": "Point", "coordinates": [NaN, 1]}',
        '{"type": "Point", "coordinates": "x"}',
        '{"type": "Point"}',
        '{"type": "Topology"}',
        "[]",
        '{"type": "GeometryCollection", "geometries": [' * 3000 + "]}" * 3000,
        "GEOMETRYCOLLECTION(" * 3000 + "POINT(0 0)" + ")" * 3000,
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(ValidationError) as refused:
        parse_geometry(text, "POINT")
    assert not refused.value.messages[0].isascii()


def filled(page):
    """The fields of a change form as a browser would send them."""
    formsets = [part.formset for part in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    data = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if isinstance(field.field.widget, MultiWidget):
            parts = field.field.widget.decompress(value)
            data |= {f"{field.html_name}_{n}": part for n, part in enumerate(parts) if part is not None}
        elif value is not None and value is not False:
            data[field.html_name] = getattr(value, "pk", value)
    return data


def errors(answer):
    if answer.status_code == 302:
        return []
    formsets = [part.formset for part in answer.context["inline_admin_formsets"]]
    every = [answer.context["adminform"].form.errors, *(formset.errors for formset in formsets)]
    every += [formset.non_form_errors() for formset in formsets]
    return [one for one in every if one] or answer.context["errors"]


def test_a_moved_place_moves_on_the_public_map_and_raises_the_version(superuser, here):
    form = address(Place, "change", here.clinic.pk)
    data = filled(superuser.get(form)) | {"location": "POINT(118.0123456789 37.4)", "name": "东村新卫生室"}
    before = current("places", here.county.code)
    answer = superuser.post(form, data)
    assert errors(answer) == []
    here.clinic.refresh_from_db()
    assert here.clinic.public_location.coords == (118.012346, 37.4)
    assert current("places", here.county.code) > before
    assert SearchEntry.objects.filter(kind="place", name="东村新卫生室").exists()


def test_a_place_is_withdrawn_by_its_reason_and_comes_back_without_it(superuser, here):
    form = address(Place, "change", here.clinic.pk)
    data = filled(superuser.get(form))
    assert errors(superuser.post(form, data | {"withdrawal_reason": "已搬迁"})) == []
    assert superuser.get(f"/api/places/{here.clinic.public_id}/").status_code == 410
    assert errors(superuser.post(form, data | {"withdrawal_reason": ""})) == []
    assert superuser.get(f"/api/places/{here.clinic.public_id}/").status_code == 200


def test_text_that_is_no_geometry_is_an_error_of_its_field(superuser, here, listener):
    port, calls = listener
    form = address(Place, "change", here.clinic.pk)
    data = filled(superuser.get(form)) | {"location": f"/vsicurl/http://127.0.0.1:{port}/x"}
    answer = superuser.post(form, data)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["location"] == ["不是正确的 WKT 或 GeoJSON"]
    assert calls == []


def test_nothing_public_is_deleted_here(superuser, here):
    assert superuser.get(address(Place, "delete", here.clinic.pk)).status_code == 403
    assert superuser.get(address(Region, "delete", here.east.pk)).status_code == 403


def test_a_unit_that_gets_an_area_gets_its_public_area(superuser, here):
    form = address(Region, "change", here.west.pk)
    (west, south), (east, north) = at(-900, 0), at(-600, 300)
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    answer = superuser.post(form, filled(superuser.get(form)) | {"area": f"POLYGON(({ring}))"})
    assert errors(answer) == []
    here.west.refresh_from_db()
    assert here.west.public_area.extent == pytest.approx((west, south, east, north), abs=1e-5)
    assert current("regions", here.county.code) == 1
