"""The key that signs id tokens; only who asks for openid meets it (QBO 1.4)."""

from tests.simulators.cloud.keys import Keys

__all__ = ["Keys"]
