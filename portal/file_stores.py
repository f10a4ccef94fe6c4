"""Where the files of the service lie: in folders of this machine, or in one bucket that is private to it.

Of Django only its refusal is used: settings read this.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# The original as it was handed in: never served to the net. The public derivative is another file.
STORES = ("originals", "derivatives")
NEEDED = ("CUNTU_BUCKET", "CUNTU_BUCKET_ENDPOINT", "CUNTU_BUCKET_KEY_ID", "CUNTU_BUCKET_SECRET")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
STYLES = ("path", "virtual")


def file_stores(environment: Mapping[str, str], var: Path) -> dict[str, dict[str, Any]]:
    """Entries of STORAGES. Raises ImproperlyConfigured that names the variable: half a configuration, or one that is none."""
    given = {name: environment.get(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return {store: in_folder(var / "media" / store) for store in STORES}
    if missing := [name for name, value in given.items() if not value]:
        raise ImproperlyConfigured(
            f"文件存储桶的设置不全，缺 {'、'.join(missing)}；写全，或都不写、存在本机文件夹（docs/scale.md）"
        )
    if not BUCKET.fullmatch(given["CUNTU_BUCKET"]):
        raise ImproperlyConfigured("CUNTU_BUCKET 应为存储桶的名字：3 到 63 个小写字母、数字、点、横线")
    _refuse_address(given["CUNTU_BUCKET_ENDPOINT"])
    style = environment.get("CUNTU_BUCKET_STYLE") or "path"
    if style not in STYLES:
        raise ImproperlyConfigured(f"CUNTU_BUCKET_STYLE 应为 {' 或 '.join(STYLES)}")
    options = {
        "endpoint_url": given["CUNTU_BUCKET_ENDPOINT"],
        "bucket_name": given["CUNTU_BUCKET"],
        "access_key": given["CUNTU_BUCKET_KEY_ID"],
        "secret_key": given["CUNTU_BUCKET_SECRET"],
        "region_name": environment.get("CUNTU_BUCKET_REGION") or "us-east-1",
        "addressing_style": style,
    }
    return {store: in_bucket(store, options) for store in STORES}


def in_folder(folder: Path) -> dict[str, Any]:
    return {
        "BACKEND": "layers.documents.storage.WriteOnceStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }


def in_bucket(store: str, options: Mapping[str, str]) -> dict[str, Any]:
    return {"BACKEND": "layers.documents.bucket.BucketStorage", "OPTIONS": {**options, "location": store}}


def in_words(storages: Mapping[str, Mapping[str, Any]]) -> str:
    """One sentence: which store is in force."""
    options = storages[STORES[0]]["OPTIONS"]
    if "bucket_name" in options:
        return f"上传的文件存在存储桶 {options['bucket_name']}（{urlsplit(options['endpoint_url']).netloc}）"
    return f"上传的文件存在本机文件夹 {Path(options['location']).parent}"


def _refuse_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in {"https", "http"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_one = False
    if not is_one or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            "CUNTU_BUCKET_ENDPOINT 应为对象存储服务的地址，如 https://oss.example.gov.cn，不带桶名和口令"
        )
