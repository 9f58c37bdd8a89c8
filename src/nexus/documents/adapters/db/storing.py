"""For changes: whole files."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nexus.documents.adapters.db.looking import used_by
from nexus.documents.adapters.db.tables import version
from nexus.documents.domain import File
from nexus.kernel.errors import Refused
from nexus.kernel.ids import FileVersionId
from nexus.platform.uow import SqlRepository, SqlUnitOfWork


class SqlFiles(SqlRepository[File]):
    entity: ClassVar[type] = File

    def remove(self, entity: File) -> None:
        self.session.flush()
        try:
            self._let_go(entity)
            self.session.delete(entity)
            self.session.flush()
        except IntegrityError as error:
            raise Refused("Something here still needs this file. Archive it instead.") from error

    def _let_go(self, entity: File) -> None:
        """Delete the shares first: they point to versions, of which the mapper knows nothing."""
        for share in entity.shares:
            self.session.delete(share)
        self.session.flush()
        self.session.expire(entity, ["shares"])

    def used(self) -> int:
        return self.session.scalar(used_by, {"shop_id": self.shop_id}) or 0


class SqlDocumentsUnitOfWork(SqlUnitOfWork):
    files: SqlFiles

    def open(self, session: Session) -> None:
        self.files = SqlFiles(session, self.shop_id)

    def rendered(
        self,
        version_id: FileVersionId,
        at: datetime,
        preview_type: str | None,
        thumbnail_type: str | None,
        pages: int | None,
    ) -> None:
        """Past the mapper: it follows from the content, and is nobody's change."""
        mine = (version.c.shop_id == self.shop_id) & (version.c.id == version_id)
        known = {"preview_type": preview_type, "thumbnail_type": thumbnail_type, "pages": pages}
        self.session.execute(sa.update(version).where(mine).values(rendered_at=at, **known))
