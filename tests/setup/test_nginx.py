"""The configuration for nginx keeps every citizen's position out of the logs."""

import re
from pathlib import Path

CONFIGURATION = Path("deploy/nginx.conf").read_text(encoding="utf-8")
DIRECTIVES = re.sub(r"#.*", "", CONFIGURATION)
# Variables that carry the query of an address: this one's, or that of the page before.
CARRY_A_QUERY = r"\$(request\b|request_uri|args|arg_\w+|query_string|is_args|http_referer)"


def test_no_log_format_writes_a_query():
    formats = re.findall(r"log_format[^;]+;", DIRECTIVES)
    assert formats and not [text for text in formats if re.search(CARRY_A_QUERY, text)]


def test_every_access_log_uses_the_format_without_query():
    logs = re.findall(r"access_log\s+([^;]+);", DIRECTIVES)
    assert logs and all(log == "off" or log.endswith(" cuntu_path") for log in logs)


def test_the_error_log_is_above_the_level_that_repeats_requests():
    assert re.findall(r"error_log\s+\S+\s+(\w+);", DIRECTIVES) == ["alert"]
