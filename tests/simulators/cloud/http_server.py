"""The socket: reads requests, writes replies, closes where it was told to."""

import socket
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .messages import Reply, Request


class HttpServer:
    """On 127.0.0.1 only. ``answer(request) -> Reply`` is called in a thread per connection."""

    def __init__(self, port: int, answer: Callable[[Request], Reply], name: str):
        """``name`` is that of the thread and, behind "simulated-", of the server in answers."""
        self._server = _Server(("127.0.0.1", port), _handler(answer, f"simulated-{name}"))
        self.port = self._server.server_address[1]
        #: Tracebacks of mistakes of our own: a test that finds one has not met the ledger.
        self.mistakes: list[str] = self._server.mistakes
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # socketserver's five would refuse workers that come at once.
    request_queue_size = 128

    def __init__(self, *arguments):
        self.mistakes: list[str] = []
        super().__init__(*arguments)

    def handle_error(self, request, client_address):
        """A caller that went away is no news; anything else is a mistake of ours and is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            self.mistakes.append(traceback.format_exc())
            super().handle_error(request, client_address)


_MISTAKE = Reply.html("<h1>A mistake of the simulator</h1><p>Its standard error says which.</p>", 500)


def _handler(answer, name):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = name
        sys_version = ""
        disable_nagle_algorithm = True
        wbufsize = -1
        timeout = 120

        def _serve(self):
            path, _, query = self.path.partition("?")
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            request = Request(self.command, path, query, self.headers, body)
            reply = _MISTAKE
            try:
                reply = answer(request)
            finally:
                self._write(reply)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

        def _write(self, reply: Reply):
            if reply.cut == -1:
                self._close()
                return
            self.send_response_only(reply.status)
            for header, value in self._headers(reply).items():
                self.send_header(header, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body[: reply.cut])
            if reply.cut is not None:
                self.wfile.flush()
                self._close()

        def _headers(self, reply: Reply) -> dict[str, str]:
            """Those of the socket; a reply may bring its own, as the Date of a clock that was moved."""
            headers = {"Server": name, "Date": self.date_time_string(), "Content-Type": reply.kind}
            if reply.status == 204:
                del headers["Content-Type"]
            else:
                headers["Content-Length"] = str(len(reply.body))
            return {**headers, **reply.headers}

        def _close(self):
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

        def log_message(self, *_arguments):
            pass

    return Handler
