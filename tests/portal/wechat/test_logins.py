"""The chat under the logins of a real service: it finds by the one that sees only what is public, and subscribes by the other."""

import pytest

from layers.search.index import rebuild
from tests.harness.cast import make_cast
from tests.layers.land.factories import case
from tests.layers.places.making import place
from tests.portal.wechat.chat import say, send
from tests.portal.wechat.test_walk import SEND, tell


@pytest.mark.logins
def test_finding_and_subscribing_need_no_more_than_the_sites_two_logins(client, wechat, committed_database):
    cast = make_cast()
    case(cast.county, [cast.village], name="第一批次", organisation=cast.bureau)
    place("县医院", cast.village, at=(118.12, 37.15))
    rebuild()
    assert "第一批次" in say(client, "东村") and "最近的示例医院" in say(client, "示例医院")
    assert "县医院" in send(client, "location", Location_X="37.1508", Location_Y="118.1261")
    say(client, f"订阅 {cast.village.code}")
    assert say(client, "确认").startswith("已订阅")
    tell(cast)
    assert len(wechat.asked_for(SEND)) == 1
    assert say(client, "退订 1").startswith("已退订")
