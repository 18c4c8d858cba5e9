"""The key that signs id tokens; only who asks for openid meets it."""

from functools import cached_property

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

_NAME = "simulated-1"


class Keys:
    """Made when it is first needed: a key takes a while."""

    @cached_property
    def _private(self):
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, claims: dict) -> str:
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": _NAME})

    def public(self) -> dict:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": _NAME, "use": "sig", "alg": "RS256"}]}
