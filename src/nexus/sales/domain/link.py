"""Links that let a customer see one quote without logging in."""

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from nexus.kernel.ids import LinkId, ShopId, new_id

SECRET_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")  # the shop's 16 bytes and the secret's 32, in Base64


@dataclass(eq=False, kw_only=True)
class Link:
    """Only the token's hash is kept, so nobody who reads the database can follow the link."""

    id: LinkId
    token_hash: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    opened_at: datetime | None = None

    @classmethod
    def made(cls, token: str, at: datetime, until: datetime) -> "Link":
        hash = hash_of(token)
        return cls(id=LinkId(new_id()), token_hash=hash, made_at=at, expires_at=until)

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at

    def revoke(self, at: datetime) -> None:
        self.revoked_at = self.revoked_at or at


def new_token(shop_id: ShopId) -> str:
    """Return what nobody guesses: 256 bits of chance, behind the shop that they are looked for in.

    The walls between shops stand for strangers, too, so we have to know whose walls they are.
    """
    return urlsafe_b64encode(shop_id.bytes + secrets.token_bytes(SECRET_BYTES)).decode()


def shop_of(token: str) -> ShopId | None:
    """Return whose token it claims to be; None if it is none at all."""
    if not _TOKEN.fullmatch(token):
        return None
    return ShopId(UUID(bytes=urlsafe_b64decode(token)[:16]))


def hash_of(token: str) -> str:
    """What has 256 bits of chance needs no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()
