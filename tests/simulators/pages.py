"""Pages for people who watch a demo: a tiny HTTP server and the frame of a page, shared by the simulators."""

import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Ledgers and mails hold strangers' texts: nothing in a page may run, nothing may be fetched.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src data:"
_STYLE = (
    "body{font:15px sans-serif;margin:2em;max-width:70em}td,th{padding:.2em 1em .2em 0;text-align:left;"
    "vertical-align:top}pre{white-space:pre-wrap}iframe{width:100%;height:34em;border:1px solid #ccc}"
    ".number{text-align:right}"
)


def page(title: str, content: str, refresh: int | None = None) -> bytes:
    again = f'<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{again}<title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{content}</body></html>"
    ).encode()


class PageServer:
    """Serves on localhost what ``answer(path)`` returns: (status, type, bytes). Port 0: any."""

    def __init__(self, port: int, answer: Callable[[str], tuple[int, str, bytes]]):
        self._answer = answer
        self._server = ThreadingHTTPServer(("localhost", port), self._handler())
        self.url = f"http://localhost:{self._server.server_address[1]}/"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(pages):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                status, kind, content = pages._answer(self.path.partition("?")[0])
                self.send_response(status)
                charset = "; charset=utf-8" if kind.startswith("text/") else ""
                self.send_header("Content-Type", f"{kind}{charset}")
                self.send_header("Content-Security-Policy", _POLICY)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments):
                pass

        return Handler
