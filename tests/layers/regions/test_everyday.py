import pytest

from layers.regions.everyday import everyday_name


@pytest.mark.parametrize(
    ("official", "everyday"),
    [
        ("柳王村委会", "柳王村"),
        ("柳王村民委员会", "柳王村"),
        ("东顺河一村村委会", "东顺河一村"),
        ("黄河社区居委会", "黄河社区"),
        ("富中社区居民委员会", "富中社区"),
        ("某社区村委会", "某社区"),
        ("王集村", "王集村"),
        ("恒泰社区", "恒泰社区"),
        # These would be no names without their office.
        ("东关居委会", "东关居委会"),
        ("鲁北类似村委会", "鲁北类似村委会"),
        ("经济开发区类似居委会", "经济开发区类似居委会"),
        ("村委会", "村委会"),
        ("博兴县", "博兴县"),
    ],
)
def test_a_village_is_called_by_its_place_not_by_its_office(official: str, everyday: str) -> None:
    assert everyday_name(official) == everyday
