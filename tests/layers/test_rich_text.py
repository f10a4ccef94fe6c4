"""The one way of rich text: what stays, what goes, and that nothing of it runs."""

import pytest

from geo.errors import BadInput
from layers.rich_text import check_links, clean, plain

WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><title>文档</title><style>p.MsoNormal{mso-x:1}</style>"
    "</head><body><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><div class=WordSection1>"
    "<h1 style='mso-fareast:x'>一、总则<o:p></o:p></h1><p class=MsoNormal style='margin:0'><b><span lang=EN-US "
    "style='font-family:宋体'>第一条</span></b><font color=red>适用范围</font><o:p>&nbsp;</o:p></p><p class=MsoNormal>"
    "<![if !supportLists]>·<![endif]>条</p><table class=MsoTable border=1><tr><td width=50 colspan=2 "
    "style='border:1'>甲</td></tr></table><p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"
)
NAUGHTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>点</a>", "<a href=' JaVaScRiPt:alert(1)'>点</a>", "<a href='//evil.example'>点</a>",
    "<a href='/\\evil.example'>点</a>", "<a href='data:text/html,<script>'>点</a>", "<iframe src=/></iframe>",
    "<p style='background:url(x)' onclick=alert(1)>字</p>", "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<form action=/><input name=a></form>",
    "<a href='&#106;avascript:alert(1)'>点</a>", "<template><img src=x></template>", "<base href='https://evil.example'>",
    "<h1 onmouseover=alert(1)>题</h1>", "<p id=editor class=card>字</p>", "<td rowspan='9999'>格</td>",
)  # fmt: skip


def test_what_word_pastes_keeps_its_headings_tables_and_words_and_nothing_else():
    assert clean(WORD) == (
        "<div><h2>一、总则</h2><p><strong>第一条</strong>适用范围&nbsp;</p><p>·条</p>"
        '<table><tbody><tr><td colspan="2">甲</td></tr></tbody></table></div>'
    )


@pytest.mark.parametrize("text", NAUGHTY)
def test_nothing_that_runs_loads_or_leads_astray_is_left(text):
    found = clean(text).lower()
    for banned in ("script", "onerror", "onclick", "onmouseover", "style", "<img", "<svg", "<iframe", "<form", "<input",
                   "href", "evil", "class=", "id=", "9999"):  # fmt: skip
        assert banned not in found


@pytest.mark.parametrize(
    "text", [*NAUGHTY, WORD, "一 & 二\n\n三 < 四", "<p>a&amp;b</p>", "&lt;script&gt;", "<b>x"]
)
def test_what_is_clean_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


def test_plain_text_becomes_a_paragraph_a_line():
    assert clean("第一条 甲 & 乙\r\n\r\n5 < 6") == "<p>第一条 甲 &amp; 乙</p><p>5 &lt; 6</p>"


def test_links_of_this_site_of_others_and_telephones_stay_and_a_kiosk_has_their_words_alone():
    text = '<p><a href="/q/1">甲</a><a href="https://example.com/a?b=1&amp;c=2">乙</a><a href="tel:0543-12345">丙</a></p>'
    assert clean(text).count("<a href=") == 3 and 'rel="noopener noreferrer"' in clean(text)
    assert clean(text, with_links=False) == "<p>甲乙丙</p>"


def test_a_link_into_a_house_is_refused_by_its_address():
    check_links('<a href="https://example.com/">甲</a>', "body")
    with pytest.raises(BadInput) as refused:
        check_links('<a href="http://10.0.0.1/x">甲</a>', "body")
    assert refused.value.parameter == "body" and "http://10.0.0.1/x" in refused.value.message


def test_search_reads_the_words_with_a_space_between_blocks():
    assert plain("<h2>总则</h2><p>第一条&nbsp;甲</p><ul><li>乙</li></ul>") == "总则 第一条 甲 乙"
