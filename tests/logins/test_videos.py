"""What the login of anonymous readers gets of films, asked of the real login."""

import pytest
from django.db.utils import ProgrammingError

from layers.changes.nouns.video import take_back
from layers.documents.models import StoredFile
from layers.videos.models import Footage, FootageCopy, Rendition, Video
from tests.harness.cast import make_cast
from tests.layers.documents.files import stores_in
from tests.layers.videos.making import footage, video

pytestmark = pytest.mark.logins


def test_the_reader_sees_the_copies_of_a_public_video_and_never_a_film(
    committed_database, settings, tmp_path
):
    stores_in(tmp_path, settings)
    office = make_cast().bureau
    film = footage(office)
    assert StoredFile.objects.using("public").count() == 0
    made = video(office, footage=film)
    seen = set(StoredFile.objects.using("public").values_list("pk", flat=True))
    assert seen == set(made.renditions.values_list("file", flat=True)) and film.original_id not in seen
    assert Video.objects.using("public").get().captions == made.captions
    for model in (Footage, FootageCopy):
        with pytest.raises(ProgrammingError, match="permission denied"):
            model.objects.using("public").count()
    take_back([(made.public_id, "有误", "")])
    assert StoredFile.objects.using("public").count() == Rendition.objects.using("public").count() == 0
