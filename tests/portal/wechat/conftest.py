import copy

import pytest

from tests.harness.cast import make_cast
from tests.layers.wechat.fake import fake_wechat
from tests.portal.wechat.chat import KEY

SITE = "https://xxgk.example.gov.cn"


@pytest.fixture
def wechat(settings):
    """A city with a 公众号."""
    settings.CITY = copy.deepcopy(settings.CITY)
    settings.CITY["site"]["url"] = SITE
    settings.WECHAT_CALLBACK_TOKEN, settings.WECHAT_CALLBACK_KEY = "spamtest", KEY
    with fake_wechat(settings) as server:
        yield server


@pytest.fixture
def cast(db):
    return make_cast()
