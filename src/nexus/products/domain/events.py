"""What can be told of a template afterwards."""

from uuid import UUID

from nexus.kernel.events import Event
from nexus.kernel.ids import ProductId, ProjectId


class TemplateEvent(Event, frozen=True, kw_only=True):
    product_id: ProductId

    @property
    def about(self) -> UUID:
        return self.product_id


class TemplateCreated(TemplateEvent, frozen=True, kw_only=True):
    sku_code: str


class ProjectPromoted(TemplateEvent, frozen=True, kw_only=True):
    """A template was made of a job, which stays as it is."""

    project_id: ProjectId
