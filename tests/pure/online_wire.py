"""A server of bare sockets that does what it is told: for what no decent server does."""

import json
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Request:
    """What came in, as it came."""

    method: str
    target: str
    headers: dict
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Wire:
    """Answers the requests of a test with the next step of a script each.

    A step is bytes, or a function of the open socket. After the script everything is answered ``{}``.
    """

    steps: list
    requests: list = field(default_factory=list)
    connections: int = 0
    tls: object = None

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = []
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._listener.close()
        for each in self._open:
            each.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self):
        with suppress(OSError):
            while True:
                accepted, _address = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=(accepted,), daemon=True).start()

    def _talk(self, accepted):
        with suppress(OSError):
            if self.tls:
                accepted = self.tls.wrap_socket(accepted, server_side=True)
            self._open.append(accepted)
            with accepted, accepted.makefile("rb") as reader:
                while request := _read(reader):
                    self.requests.append(request)
                    step = self.steps.pop(0) if self.steps else reply(200, "{}")
                    if callable(step):
                        step(accepted)
                    else:
                        accepted.sendall(step)


def _read(reader):
    words = reader.readline().decode().split()
    if len(words) != 3:
        return None
    headers = {}
    while line := reader.readline().strip():
        name, _colon, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    return Request(words[0], words[1], headers, reader.read(int(headers.get("content-length") or 0)))


def reply(status: int, body="", content_type="application/json", **headers) -> bytes:
    """Return a whole answer; ``retry_after="5"`` becomes a header of that name."""
    content = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {content_type}", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def says(status: int = 200, tid: str = "", **body) -> bytes:
    """Return an answer of JSON."""
    named = b"\r\nintuit_tid: " + tid.encode() if tid else b""
    return reply(status, json.dumps(body)).replace(b"\r\nContent-Type", named + b"\r\nContent-Type", 1)


def reset(sock):
    """End the connection as a machine does that knows nothing of it."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The reader's hold on it would keep it open.
    sock.shutdown(socket.SHUT_RD)
    sock.close()


def hang_up(sock):
    sock.shutdown(socket.SHUT_RDWR)


def after(seconds: float, step):
    """Do something late."""

    def wait(sock):
        time.sleep(seconds)
        step(sock) if callable(step) else sock.sendall(step)

    return wait


def broken(step: bytes, at: int, end=hang_up):
    """Send the first bytes of an answer and end."""

    def send(sock):
        sock.sendall(step[:at])
        end(sock)

    return send


def dripping(step: bytes, seconds: float):
    """Send an answer one byte at a time."""

    def send(sock):
        for byte in step:
            sock.sendall(bytes([byte]))
            time.sleep(seconds)

    return send


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
