"""WeChat's server on 127.0.0.1, with the bodies of its official documents; it keeps what it is asked."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

APP_ID, SECRET = "wx2c2769f8efd9abc2", "app-secret-0123456789abcdef"
OK = {"errcode": 0, "errmsg": "ok"}


def no(code, message="refused"):
    return {"errcode": code, "errmsg": f"{message} hints: [req_id: gPj2Ba1234ph89] rid: 5f2a"}


class FakeWechat(ThreadingHTTPServer):
    """``asked``: (path, query, body) of each request. ``instead``: path → answers that come before the usual one; bytes
    are sent as they are, None closes the connection without an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.instead, self.tokens = [], {}, 0
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked_for(self, path):
        return [(query, body) for asked, query, body in self.asked if asked == path]

    def answer(self, path, query):
        if waiting := self.instead.get(path):
            return waiting.pop(0)
        if path in ("/cgi-bin/stable_token", "/centre"):
            self.tokens += 1
            return {"access_token": f"ACCESS_TOKEN_{self.tokens}", "expires_in": 7200}
        if query.get("access_token") != f"ACCESS_TOKEN_{self.tokens}":
            return no(40001, "invalid credential, access_token is invalid or not latest")
        if path == "/cgi-bin/ticket/getticket":
            return {**OK, "ticket": "bxLdikRXVbTPdHSM05e5u5sUoXNKd8-41ZO3MhKoyhjTw6Y0", "expires_in": 7200}
        return {**OK, "msgid": 200228332} if path == "/cgi-bin/message/template/send" else OK


class Handler(BaseHTTPRequestHandler):
    server: FakeWechat

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            self.server.asked.append((parts.path, query, json.loads(sent) if sent else None))
            told = self.server.answer(parts.path, query)
        if told is None:
            self.close_connection = True
            return
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def fake_wechat(settings) -> Iterator[FakeWechat]:
    with FakeWechat() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.WECHAT_APP_ID, settings.WECHAT_SECRET = APP_ID, SECRET
        settings.WECHAT_API, settings.WECHAT_TOKEN_CENTRE = server.address, ""
        settings.WECHAT_TEMPLATE, settings.WECHAT_NAME = "TEMPLATE_ID", "示例公众号"
        try:
            yield server
        finally:
            server.shutdown()
