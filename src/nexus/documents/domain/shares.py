"""The secret address of a shared version: signed, so that nobody can make one up."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import LinkId, ShopId

SIGNATURE = 32  # bytes
SIZE = 16 + 16 + 8 + SIGNATURE


class Gone(NotFound):
    """The same for all that is wrong with an address, so that nothing can be learned from it."""

    def __init__(self) -> None:
        super().__init__("This link is no longer good. Ask who sent it for a new one.")


class Address(NamedTuple):
    shop_id: ShopId
    share_id: LinkId
    until: datetime


class Seal:
    """Writes and reads addresses. The key is the program's own, made for this use alone."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"documents.share", "sha256")

    def write(self, address: Address) -> str:
        said = address.shop_id.bytes + address.share_id.bytes
        said += int(address.until.timestamp()).to_bytes(8)
        return urlsafe_b64encode(said + self._sign(said)).decode()

    def read(self, token: str) -> Address:
        """Return what the address says; Gone if it is none of ours."""
        try:
            read = urlsafe_b64decode(token.encode("ascii"))
        except ValueError as error:
            raise Gone from error
        said, signature = read[:-SIGNATURE], read[-SIGNATURE:]
        if len(read) != SIZE or not hmac.compare_digest(signature, self._sign(said)):
            raise Gone
        until = datetime.fromtimestamp(int.from_bytes(said[32:40]), UTC)
        return Address(ShopId(UUID(bytes=said[:16])), LinkId(UUID(bytes=said[16:32])), until)

    def _sign(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, "sha256")
