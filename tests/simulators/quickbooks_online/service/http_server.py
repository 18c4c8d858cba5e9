"""The socket: reads requests, writes replies, closes where it was told to."""

from collections.abc import Callable

from tests.simulators.cloud import http_server

from .messages import Reply, Request


class HttpServer(http_server.HttpServer):
    def __init__(self, port: int, answer: Callable[[Request], Reply]):
        super().__init__(port, answer, "quickbooks-online")
