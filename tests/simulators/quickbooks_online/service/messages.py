"""What passes between the socket and the roles: one request, one reply."""

from tests.simulators.cloud.messages import Reply, Request

__all__ = ["Reply", "Request"]
