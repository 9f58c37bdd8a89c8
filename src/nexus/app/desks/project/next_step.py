"""What is to be done next with a project: one thing, or nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from nexus.kernel.actor import Actor
from nexus.platform.web.pages import Show
from nexus.projects import ProjectView
from nexus.sales import QuoteRow

PROGRESS = "projects.progress"


class NextStep(Struct, frozen=True, kw_only=True):
    """A sentence, and the button for it: a link, or with `fields` a form of one button."""

    glyph: str
    title: str
    about: str = ""
    text: str = ""
    path: str = ""
    fields: Mapping[str, str] | None = None


def next_step(
    project: ProjectView, actor: Actor, show: Show, quote: QuoteRow | None = None
) -> NextStep | None:
    """Tell what is next; `quote` is the project's latest, of one that is not approved yet."""
    if project.customer_id is None:
        return None
    status: Any = project.status.value
    path = f"/projects/{project.code}"
    if quote is not None and status in ("request", "quote_approval"):
        if (waiting := _waiting(quote, show)) is not None:
            return waiting
        if quote.status.value == "accepted":
            return _approve(project, actor, show, path)
    find: Callable[..., NextStep | None] | None = STEPS.get(status)
    return find(project, actor, show, path) if find else None


def _waiting(quote: QuoteRow, show: Show) -> NextStep | None:
    """Tell what its quote waits for, if it does."""
    titles = {
        "draft": show.say("Next: send quote %(number)s."),
        "sent": show.say("Next: hear what becomes of quote %(number)s."),
        "change_requested": show.say("Next: answer what is to change in quote %(number)s."),
    }
    title = titles.get(quote.status.value)
    if title is None:
        return None
    return NextStep(
        glyph="file-text",
        title=title % {"number": quote.number},
        text=show.say("Open quote"),
        path=f"/quotes/{quote.number}",
    )


def _quote(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    about = show.say("Then everybody knows what it costs before work begins.")
    if _offered(show, "/quotes/new"):
        return NextStep(
            glyph="file-text",
            title=show.say("Next: write a quote."),
            about=about,
            text=show.say("New quote"),
            path=f"/quotes/new?project_id={project.id}&customer_id={project.customer_id}",
        )
    return NextStep(
        glyph="file-text",
        title=show.say("Next: quote it and have it approved."),
        about=about,
        **_if_allowed(actor, show.say("Begin quoting"), f"{path}/status", status="quote_approval"),
    )


def _approve(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    title = show.say("Next: have the payment proven.")
    about = show.say("Once it is, the work is released.")
    if actor.may("sales.pay"):
        text = show.say("Record proof of payment")
        return NextStep(glyph="hand-coins", title=title, about=about, text=text, path=f"{path}/pop")
    return NextStep(glyph="hand-coins", title=title, about=about)


def _approve_or_quote(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    known: Any = project.quoted_price
    step = _quote if known is None and _offered(show, "/quotes/new") else _approve
    return step(project, actor, show, path)


def _start(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    waiting = [stage for stage in project.stages if stage.status.value == "pending"]
    about = show.say("It begins with %(stage)s.") % {"stage": waiting[0].name} if waiting else ""
    return NextStep(
        glyph="circle-play",
        title=show.say("Next: start the work."),
        about=about,
        **_if_allowed(actor, show.say("Start work"), f"{path}/start"),
    )


def _go_on(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    stages = list(project.stages)
    here = next((n for n, it in enumerate(stages) if it.id == project.current_stage_id), None)
    if here is None:
        complete = _if_allowed(
            actor, show.say("Mark complete"), f"{path}/status", status="completed"
        )
        return NextStep(glyph="circle-check", title=show.say("Next: complete it."), **complete)
    name = {"stage": stages[here].name}
    finish = show.say("Finish %(stage)s") % name
    if here + 1 < len(stages):
        return NextStep(
            glyph="timer",
            title=show.say("Next: finish %(stage)s.") % name,
            about=show.say("Then comes %(stage)s.") % {"stage": stages[here + 1].name},
            **_if_allowed(actor, finish, f"{path}/stage", direction="next"),
        )
    return NextStep(
        glyph="circle-check",
        title=show.say("Next: finish %(stage)s, and with it the work.") % name,
        **_if_allowed(
            actor, show.say("Finish and complete"), f"{path}/stage", direction="next", complete="on"
        ),
    )


def _resume(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    return NextStep(
        glyph="circle-pause",
        title=show.say("It is on hold."),
        about=project.status_reason,
        **_if_allowed(actor, show.say("Resume"), f"{path}/resume"),
    )


def _bill(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    if project.final_price is not None or not _offered(show, "/sales/new"):
        return None
    return NextStep(
        glyph="receipt",
        title=show.say("Next: send the bill."),
        about=show.say("It is done, and nothing of it is invoiced."),
        text=show.say("New invoice"),
        path=f"/sales/new?project_id={project.id}&customer_id={project.customer_id}",
    )


def _over(project: ProjectView, actor: Actor, show: Show, path: str) -> NextStep | None:
    return NextStep(glyph="ban", title=show.say("It was cancelled."), about=project.status_reason)


STEPS: Mapping[str, Callable[[ProjectView, Actor, Show, str], NextStep | None]] = {
    "request": _quote,
    "quote_approval": _approve_or_quote,
    "approved": _start,
    "queued": _start,
    "in_progress": _go_on,
    "on_hold": _resume,
    "completed": _bill,
    "cancelled": _over,
}


def _if_allowed(actor: Actor, text: str, path: str, **fields: str) -> dict[str, Any]:
    """Offer the button to who may press it; the others read what is next."""
    return {"text": text, "path": path, "fields": fields} if actor.may(PROGRESS) else {}


def _offered(show: Show, path: str) -> bool:
    return any(item.path == path for item in show.house.create)
