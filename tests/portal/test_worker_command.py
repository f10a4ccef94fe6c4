"""Whoever runs this service can see which walls stand between a parser and the machine."""

import logging

from layers.documents import sandbox_layers
from layers.documents.sandbox_layers import Layer, state_layers


def test_a_worker_is_started_by_the_command_that_states_the_walls():
    from django.core.management import get_commands

    assert get_commands()["procrastinate"] == "portal"


def test_every_wall_is_named_and_a_missing_one_is_a_warning(monkeypatch, caplog):
    layers = (Layer("seccomp", "系统调用过滤", True, "无网络"), Layer("landlock", "文件只读", False, "ABI 0"))
    monkeypatch.setattr(sandbox_layers, "active_layers", lambda: layers)
    with caplog.at_level(logging.INFO):
        state_layers()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "系统调用过滤" in record.getMessage() and "文件只读" in record.getMessage()
