"""Use cases of whoever keeps files: upload, describe, archive, delete, and versions."""

from msgspec import UNSET

from nexus.documents.domain import (
    Blob,
    File,
    FileDeleted,
    FileStored,
    Purpose,
    check_nature,
    check_size,
    clean,
)
from nexus.documents.messages import (
    ChangeFile,
    FileRow,
    FileVersionView,
    FileView,
    ListFiles,
    UploadFile,
    UploadVersion,
)
from nexus.documents.ports import DocumentsUnitOfWork, Upload
from nexus.documents.service.part import Part, author_of, eyes_of
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NexusError, Refused
from nexus.kernel.ids import FileId, new_id
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase

GIGABYTE = 1_000_000_000


class Filing(Part):
    """An upload is done in two steps, because a store may be slow and no transaction waits for
    one: `keep` looks at the content and stores it, `create` or `add_version` names it. Contents
    that were never named are let go by `forget`, or swept a day later.
    """

    def keep(self, actor: Actor, wish: UploadFile, upload: Upload) -> Blob:
        """Look at a content and store it, for a new file."""
        actor.require("files.write")
        if (wish.kind is None) != (wish.thing_id is None):
            raise Invalid("A kind and an id belong together.", "thing_id")
        if wish.kind is not None and wish.thing_id is not None:
            self._check_thing(actor, wish.kind, wish.thing_id)
        return self._keep(actor, wish.purpose, upload, wish.name)

    def keep_version(
        self, actor: Actor, file_id: FileId, wish: UploadVersion, upload: Upload
    ) -> Blob:
        """Look at a content and store it, for a further version of a file."""
        actor.require("files.write")
        with self._reading(actor.shop_id) as look:
            file = look.one(file_id, eyes_of(actor))
        if file.archived_at is not None:
            raise Refused("This file is archived. Restore it first.")
        if file.sha256 == upload.sha256:
            raise Refused("This is the version that counts already.")
        return self._keep(actor, file.purpose, upload, wish.name)

    def replace(
        self,
        actor: Actor,
        file_id: FileId,
        wish: UploadVersion,
        upload: Upload,
        version: int | None = None,
    ) -> FileView:
        """Do both steps for a further version."""
        blob = self.keep_version(actor, file_id, wish, upload)
        try:
            return self.add_version(actor, file_id, wish, blob, version)
        except NexusError:  # of other failures nobody knows whether all was committed
            self.forget(blob)
            raise

    def forget(self, blob: Blob) -> None:
        """Let a content go that was stored and never named."""
        self._store.remove(blob.key)

    def create(self, actor: Actor, wish: UploadFile, blob: Blob) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            now = self._clock()
            file = File.new(
                actor.shop_id,
                wish.purpose,
                blob,
                author_of(actor),
                now,
                name=wish.name,
                description=wish.description,
                tags=wish.tags,
                note=wish.note,
            )
            if wish.kind is not None and wish.thing_id is not None:
                self._check_thing(actor, wish.kind, wish.thing_id)
                file.attach(
                    wish.kind,
                    wish.thing_id,
                    now,
                    role=wish.role,
                    type=wish.type,
                    notes=wish.notes,
                    visible_to_customer=wish.visible_to_customer,
                )
            uow.files.add(file)
            self._check_room(uow.files.used())
            self._tell(uow, file)
            return self._view(file, actor)

    def add_version(
        self,
        actor: Actor,
        file_id: FileId,
        wish: UploadVersion,
        blob: Blob,
        version: int | None = None,
    ) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            file.add(blob, author_of(actor), self._clock(), wish.note)
            self._tell(uow, file)
            self._check_room(uow.files.used() + blob.size)
            return self._view(file, actor)

    def bring_back(
        self, actor: Actor, file_id: FileId, number: int, version: int | None = None
    ) -> FileView:
        """Let an old version count again, as a new one."""
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            file.bring_back(number, author_of(actor), self._clock())
            self._tell(uow, file)
            return self._view(file, actor)

    def change(
        self, actor: Actor, file_id: FileId, wish: ChangeFile, version: int | None = None
    ) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            if wish.name is not UNSET:
                file.rename(wish.name)
            if wish.description is not UNSET:
                file.describe(wish.description)
            if wish.tags is not UNSET:
                file.tag(wish.tags)
            return self._view(file, actor)

    def archive(self, actor: Actor, file_id: FileId, version: int | None = None) -> FileView:
        """Put it away; links to share it end."""
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            file.archive(self._clock())
            return self._view(file, actor)

    def restore(self, actor: Actor, file_id: FileId, version: int | None = None) -> FileView:
        actor.require("files.write")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            file.restore()
            return self._view(file, actor)

    def delete(self, actor: Actor, file_id: FileId, version: int | None = None) -> None:
        """Delete it with all its versions; Refused while something needs it."""
        actor.require("files.manage")
        with self._unit_of_work(actor) as uow:
            file = self._get(uow, actor, file_id).expect(version)
            keys = sorted({it.key for it in file.versions})
            uow.files.remove(file)
            uow.record(
                FileDeleted(
                    shop_id=actor.shop_id, happened_at=self._clock(), file_id=file.id, keys=keys
                )
            )

    def one(self, actor: Actor, file_id: FileId) -> FileView:
        actor.require("files.read")
        with self._reading(actor.shop_id) as look:
            return look.one(file_id, eyes_of(actor))

    def page(self, actor: Actor, wish: ListFiles) -> Page[FileRow]:
        actor.require("files.read")
        with self._reading(actor.shop_id) as look:
            return look.page(wish, eyes_of(actor))

    def versions(self, actor: Actor, file_id: FileId) -> Page[FileVersionView]:
        """Return all versions, the newest first."""
        actor.require("files.read")
        with self._reading(actor.shop_id) as look:
            return Page(items=list(look.versions(file_id, eyes_of(actor))))

    def _keep(self, actor: Actor, purpose: Purpose, upload: Upload, name: str) -> Blob:
        check_size(purpose, upload.size, self._limits)
        media_type = check_nature(purpose, self._inspect(upload))
        if self._limits.shop:
            with self._reading(actor.shop_id) as look:
                self._check_room(look.used() + upload.size)
        key = f"{actor.shop_id}/files/{new_id()}"
        self._store.put(key, upload.chunks())
        return Blob(
            key=key,
            size=upload.size,
            sha256=upload.sha256,
            media_type=media_type,
            original_name=clean(name or upload.name),
        )

    def _check_room(self, wanted: int) -> None:
        """Two uploads at the same instant may both find room: so much more is no harm."""
        if self._limits.shop and wanted > self._limits.shop:
            most = self._limits.shop / GIGABYTE
            raise Refused(
                phrase(
                    "The shop's files take %(most)s GB already. Delete some first.",
                    most=f"{most:g}",
                )
            )

    def _tell(self, uow: DocumentsUnitOfWork, file: File) -> None:
        uow.record(
            FileStored(
                shop_id=file.shop_id,
                happened_at=self._clock(),
                file_id=file.id,
                number=file.current,
            )
        )
