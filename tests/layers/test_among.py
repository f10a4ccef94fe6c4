"""``among`` finds what ``in`` finds, with one parameter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layers.regions.models import Region
from tests.harness.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "codes",
    [
        [],
        ["371625000000"],
        ["371625000000", "371621000000", "000000000000"],
        ["'", '"', "{a,b}", "\\", "NULL", "%s", "x' OR '1'='1"],
    ],
)
def test_it_finds_what_in_finds_whatever_the_text(codes):
    make_cast()
    assert set(Region.objects.filter(code__among=codes)) == set(Region.objects.filter(code__in=codes))


def test_it_follows_a_relation_by_its_key_without_a_join():
    cast = make_cast()
    keys = [cast.county.pk, cast.town.pk]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = set(Region.objects.filter(manage_parent__pk__among=keys).values_list("pk", flat=True))
    assert found == {cast.town.pk, cast.village.pk}
    assert "JOIN" not in asked[0]["sql"] and " IN " not in asked[0]["sql"]
