"""Acts as the ledger is told of them, without the files behind."""

import hashlib

from layers.ledger.line import Act


def hashes(content: str) -> tuple[str, str]:
    """SHA-256 and SM3."""
    return hashlib.sha256(content.encode()).hexdigest(), hashlib.new("sm3", content.encode()).hexdigest()


def act(action: str = "PUBLISH", content: str = "征收土地公告", **given) -> Act:
    sha256, sm3 = hashes(content)
    facts = {
        "action": action,
        "doc_id": "4X7K2M9PA",
        "version": 1,
        "sha256": sha256,
        "sm3": sm3,
        "size": len(content.encode()),
        "title": "关于东村集体土地的“征收”公告",
        "doc_no": "政土告〔2024〕12号",
        "org": "县人民政府",
        "acted_at": "2024-03-04T09:00:00.000000+08:00",
    }
    return Act(**{**facts, **given})
