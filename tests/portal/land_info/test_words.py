"""名词解释: every word of the law that stands on a screen has its one sentence."""

import html
import re
from pathlib import Path

import pytest

from layers.land import status
from layers.land.models import Case, DocumentKind, Parcel, Regime, StageKind, Tab
from layers.land.terms import plain_words, shipped_terms
from tests.layers.land.factories import case

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[3] / "portal/modules/land_info/templates/land_info"


def words_of(page):
    return {html.unescape(word) for word in re.findall("<dt>(.*?)</dt>", page)}


def test_every_word_of_the_screen_is_explained_in_one_sentence(client):
    told = words_of(client.get("/land/words").content.decode())
    wanted = set(StageKind.objects.values_list("name", flat=True)) | set(
        DocumentKind.objects.exclude(plain="").values_list("name", flat=True)
    )
    for choices in (Regime, Tab, Case.Kind, Parcel.Ownership):
        wanted |= {str(label) for label in choices.labels}
    assert wanted - told == set()
    assert DocumentKind.objects.filter(plain="").count() == 0
    for word, plain in shipped_terms().items():
        assert 3 < len(plain) < 60 and not plain.endswith("。"), word


def test_the_words_of_the_status_are_explained():
    source = Path(status.__file__).read_text(encoding="utf-8")
    labels = {re.split("[（(]", label)[0] for label in re.findall(r'Code\.\w+, f?"([^"]+)"', source)}
    assert len(labels) >= 2
    known = set(shipped_terms())
    assert {
        label for label in labels if label not in known and label.removesuffix("内") not in known
    } == set()


def test_a_page_marks_only_words_that_are_explained_and_each_once(client, places):
    county, _, place = places
    marked = {
        word
        for file in TEMPLATES.glob("*.html")
        for word in re.findall(r'{% term "(.+?)" %}', file.read_text())
    }
    assert len(marked) >= 7
    assert all(plain_words(word) for word in marked)
    page = client.get(case(county, [place]).get_absolute_url()).content.decode()
    targets = re.findall(r'popovertarget="(term-\w+)"', page)
    assert len(targets) == len(set(targets)) >= 6
    assert all(f'id="{target}" popover' in page for target in targets)


def test_staff_who_reword_a_step_reword_the_glossary(client):
    StageKind.objects.filter(code="RISK").update(plain="先问问大家怎么看")
    assert "先问问大家怎么看" in client.get("/land/words").content.decode()


def test_the_text_that_is_read_aloud_stands_on_the_page(client, places):
    county, _, place = places
    page = client.get(case(county, [place]).get_absolute_url()).content.decode()
    assert "data-read" in page and "hidden" in page.split("data-read")[1].split(">")[0]
    for spoken in re.findall(r'data-aloud="(.+?)"', page):
        for sentence in re.split("[，。]", spoken)[:1]:
            assert sentence in re.sub(r'data-aloud="[^"]*"', "", page)
