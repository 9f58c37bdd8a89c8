"""Tokens: what is given to browsers and programs, and how each is known again."""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import jwt
from jwt.types import Options

from nexus.kernel.clock import Clock
from nexus.kernel.ids import SessionId, ShopId, UserId

ACCESS_FOR = timedelta(minutes=15)
ALGORITHM = "HS256"
TYPE = "at+jwt"  # RFC 9068
LONGEST = 2000
ISSUER = AUDIENCE = "nexus"
# The library asks the system what time it is; we ask as everywhere.
BY_OUR_CLOCK: Options = {"verify_exp": False, "verify_iat": False}

REFRESH, RESET, INVITE = "nxr_", "nxp_", "nxi_"  # so that scanners for leaked secrets know them


def random_token(prefix: str = "") -> str:
    """Return 256 bits from the system, as text."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Return what is stored of a token. It is random, so a plain hash keeps it."""
    return sha256(token.encode()).digest()


class Claims(NamedTuple):
    session_id: SessionId
    user_id: UserId
    shop_id: ShopId


class TokenBox:
    """Signs with keys that are derived from the secret key, one for each purpose."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret.encode()
        self._clock = clock

    def access(self, claims: Claims) -> str:
        now = int(self._clock().timestamp())
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": claims.user_id.hex,
            "sid": claims.session_id.hex,
            "shop": claims.shop_id.hex,
            "iat": now,
            "exp": now + int(ACCESS_FOR.total_seconds()),
        }
        return jwt.encode(body, self._key("access"), ALGORITHM, headers={"typ": TYPE})

    def read(self, token: str) -> Claims | None:
        """Return what an access token says, or None if it is not ours, or out of date."""
        if len(token) > LONGEST:
            return None
        try:
            found = jwt.decode_complete(
                token,
                self._key("access"),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options=BY_OUR_CLOCK,
            )
            claims, now = found["payload"], self._clock().timestamp()
            if found["header"] != {"alg": ALGORITHM, "typ": TYPE}:
                return None
            if not claims["iat"] <= now < claims["exp"]:
                return None
            ids = (UUID(claims[name]) for name in ("sid", "sub", "shop"))
            session_id, user_id, shop_id = ids
        except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return Claims(SessionId(session_id), UserId(user_id), ShopId(shop_id))

    def csrf(self, session_id: SessionId) -> str:
        """Return what a page of this session must show with every change (N-006)."""
        return hmac.new(self._key("csrf"), session_id.bytes, sha256).hexdigest()

    def is_csrf(self, session_id: SessionId, shown: str) -> bool:
        return hmac.compare_digest(self.csrf(session_id).encode(), shown.encode())

    def veil(self, text: str) -> str:
        """Return what the text can be compared by, and not be read from."""
        return hmac.new(self._key("veil"), text.encode(), sha256).hexdigest()

    def _key(self, purpose: str) -> bytes:
        if not self._secret:
            raise RuntimeError("Nexus has no secret key: NEXUS_SECRET_KEY is empty.")
        return hmac.new(self._secret, purpose.encode(), sha256).digest()
