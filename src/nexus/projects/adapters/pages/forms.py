"""The forms of a project: to take one on, to repeat one, and to change one."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import UNSET

from nexus.kernel.errors import Invalid
from nexus.platform.http import Caller
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent, Show, Shown
from nexus.projects.messages import ChangeProject, CreateProject, ProjectView
from nexus.projects.service import ProjectService

Service = NamedDependency[ProjectService]
Code = Annotated[str | None, QueryParameter(name="copy", max_length=60)]
Id = Annotated[str | None, QueryParameter(max_length=40)]
WRITE = "projects.write"
EDIT = "projects/edit.html"
# What another job for the same thing has in common; its days are its own.
REPEATED = (
    *("customer_id", "workflow_id", "description", "priority", "manager_id"),
    *("estimated_price", "estimated_cost", "material_type", "material_thickness"),
    *("material_quantity_sheets", "parts_quantity", "estimated_cut_time"),
    *("drawing_creation_time", "number_of_bins"),
)


class ProjectForms(Controller):
    path = "/projects"
    include_in_schema = False

    @get("/new", permission=WRITE, sync_to_thread=True)
    def new_project_page(
        self,
        projects: Service,
        actor: Caller,
        show: Shown,
        copy: Code = None,
        customer_id: Id = None,
        product_template_id: Id = None,
    ) -> Response[Any]:
        """Show an empty form, or one filled with what another project says."""
        source = projects.by_code(actor, copy) if copy else None
        if source is not None:
            form = _repeated(show, source)
        else:
            said = [("priority", "normal"), ("product_quantity", "1")]
            said += [("customer_id", customer_id)] if customer_id else []
            said += [("product_template_id", product_template_id)] if product_template_id else []
            form = show.form(said)
        return show(EDIT, form=form, project=None, source=source)

    @post("/new", permission=WRITE, sync_to_thread=True)
    def create_project_page(
        self, projects: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Take a job on."""
        return show.attempt(
            _usual(sent),
            CreateProject,
            lambda wish: projects.create(actor, wish),
            again=EDIT,
            then=lambda made: f"/projects/{made.code}",
            said=show.say("Saved."),
            project=None,
            source=None,
        )

    @get("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def edit_project_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str]
    ) -> Response[Any]:
        """Show the form of a project."""
        project = projects.by_code(actor, code)
        return show(EDIT, form=show.filled(_named(project)), project=project, source=None)

    @post("/{code:str}/edit", permission=WRITE, sync_to_thread=True)
    def change_project_page(
        self, projects: Service, actor: Caller, show: Shown, code: FromPath[str], sent: Sent
    ) -> Response[Any]:
        """Change a project."""
        project = projects.by_code(actor, code)

        def act(wish: ChangeProject) -> ProjectView:
            if wish.name is UNSET:  # a form that is left empty says nothing
                raise Invalid("This is needed.", "name")
            return projects.change(actor, project.id, wish, sent.version)

        return show.attempt(
            sent,
            ChangeProject,
            act,
            again=EDIT,
            then=lambda made: f"/projects/{made.code}",
            said=show.say("Saved."),
            project=project,
            source=None,
        )


def _named(project: ProjectView) -> dict[str, Any]:
    """Name what a project is as a command would."""
    fields = {field.name: field.encode_name for field in msgspec.structs.fields(type(project))}
    return {named: getattr(project, name) for name, named in fields.items()}


def _repeated(show: Show, source: ProjectView) -> Form:
    said = {name: value for name, value in _named(source).items() if name in REPEATED}
    again = show.say("%(name)s, again") % {"name": source.name}
    return show.filled(said | {"name": again[:200]})


def _usual(sent: Form) -> Form:
    """Let a workflow that is not chosen be the product's, or else the shop's usual one."""
    if sent["workflow_id"]:
        return sent
    return Form(
        (name, it) for name, all_ in sent.said.items() for it in all_ if name != "workflow_id"
    )
