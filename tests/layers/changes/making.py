"""Tiny drafts whose content the eye can check, and a review walked in one line."""

from django.contrib.gis.geos import Point

from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.changes.review import release, sign, submit

POINT = Point(118.123456789, 37.4, srid=4490)


def a_place(region, category, **given):
    """What a form would hand in."""
    return {
        "name": "湖滨镇卫生院",
        "region": region.code,
        "category": category.code,
        "location": POINT,
        "source": "卫健局",
        "phones": [{"label": "急诊", "number": "0543-120"}],
        "opening_hours": [{"days": "every_day", "opens": "08:00", "closes": "17:30"}],
        "entrances": [{"name": "东门", "location": POINT, "is_main": True}],
        **given,
    }


def now(change_set):
    return ChangeSet.objects.get(pk=change_set.pk)


def reviewed(change_set, cast):
    """A set of the bureau: submitted by its author, reviewed and published."""
    done = submit(change_set.public_id, change_set.author, seen_hash=change_set.content_hash)
    if done.state == "released":
        return done
    sign(done.public_id, cast.county_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def released_case(change_set, cast):
    """A set with a land case through its three reviews, the secrecy review and the publisher."""
    done = now(change_set)
    if done.state == "draft":
        done = submit(done.public_id, done.author, seen_hash=done.content_hash)
    people = {
        "first": cast.county_reviewer, "second": cast.county_second_reviewer, "final": cast.county_third_reviewer,
        "secrecy": cast.secrecy_reviewer,
    }  # fmt: skip
    for step, person in people.items():
        sign(done.public_id, person, step, seen_hash=done.content_hash)
    return release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def published_place(cast, category, **given):
    """Key of a place that went through its review."""
    made = draft("place", cast.county_editor, after=a_place(cast.town, category, **given))
    reviewed(made, cast)
    return made.rows.get().key
