"""The environment says where files lie: all of a bucket, or nothing of it."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from deploy.stack.environment import base_environment
from portal.file_stores import NEEDED, file_stores, in_words

VAR = Path("/srv/var")
WHOLE = {
    "CUNTU_BUCKET": "cuntu-media",
    "CUNTU_BUCKET_ENDPOINT": "https://oss.example.gov.cn:8443",
    "CUNTU_BUCKET_KEY_ID": "id",
    "CUNTU_BUCKET_SECRET": "the-secret",
}


def test_without_a_bucket_files_lie_in_two_folders() -> None:
    found = file_stores({"CUNTU_BUCKET": ""}, VAR)
    assert {name: str(store["OPTIONS"]["location"]) for name, store in found.items()} == {
        "originals": "/srv/var/media/originals",
        "derivatives": "/srv/var/media/derivatives",
    }
    assert in_words(found) == "上传的文件存在本机文件夹 /srv/var/media"


def test_with_a_bucket_both_stores_are_prefixes_of_it_and_no_secret_is_in_the_sentence() -> None:
    found = file_stores(WHOLE, VAR)
    assert [store["OPTIONS"]["location"] for store in found.values()] == ["originals", "derivatives"]
    assert in_words(found) == "上传的文件存在存储桶 cuntu-media（oss.example.gov.cn:8443）"


@pytest.mark.parametrize("missing", NEEDED)
def test_half_a_configuration_is_refused_by_the_name_that_is_missing(missing: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        file_stores({**WHOLE, missing: " "}, VAR)
    assert f"缺 {missing}；" in str(refused.value) and "the-secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CUNTU_BUCKET", "Cuntu_Media"),
        ("CUNTU_BUCKET", "a/b"),
        ("CUNTU_BUCKET_ENDPOINT", "oss.example.gov.cn"),
        ("CUNTU_BUCKET_ENDPOINT", "ftp://oss.example.gov.cn"),
        ("CUNTU_BUCKET_ENDPOINT", "https://id:secret@oss.example.gov.cn"),
        ("CUNTU_BUCKET_ENDPOINT", "https://oss.example.gov.cn/cuntu-media"),
        ("CUNTU_BUCKET_ENDPOINT", "https://oss.example.gov.cn:port"),
        ("CUNTU_BUCKET_STYLE", "dns"),
    ],
)
def test_a_value_that_is_none_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} 应为"):
        file_stores({**WHOLE, name: value}, VAR)


def test_the_check_of_a_deployment_says_which_store_is_in_force(settings) -> None:
    settings.STORAGES = {**settings.STORAGES, **file_stores(WHOLE, VAR)}
    said = [one.msg for one in run_checks(include_deployment_checks=True) if one.id == "portal.I001"]
    assert said == ["上传的文件存在存储桶 cuntu-media（oss.example.gov.cn:8443）"]


def test_the_secret_of_the_bucket_may_lie_in_a_file_as_the_others_do(tmp_path: Path, monkeypatch) -> None:
    for name in NEEDED[:3]:
        monkeypatch.setenv(name, WHOLE[name])
    monkeypatch.delenv("CUNTU_BUCKET_SECRET", raising=False)
    assert base_environment(tmp_path)["CUNTU_BUCKET_SECRET"] == "", "it is not invented"
    (tmp_path / "secrets").mkdir(exist_ok=True)
    (tmp_path / "secrets/bucket_secret").write_text("from-the-file\n", encoding="ascii")
    assert base_environment(tmp_path)["CUNTU_BUCKET_SECRET"] == "from-the-file"
