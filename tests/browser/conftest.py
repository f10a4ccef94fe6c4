"""The pages of shell_pages.py, served from the process of the tests."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def shell() -> Iterator[str]:
    """Base address of the site with the pages of shell_pages.py, served from this process."""
    with override_settings(ROOT_URLCONF="tests.browser.shell_pages", DEMO=True):
        application = StaticFilesHandler(get_wsgi_application())
        server: WSGIServer = make_server("127.0.0.1", 0, application, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
