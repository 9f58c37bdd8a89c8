"""The form of a draft and its lines, alike for quotes and sales."""

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response

from nexus.kernel.actor import Actor
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Show
from nexus.sales.adapters.pages.lines import is_reshaping, reshaped, tidied
from nexus.sales.adapters.pages.offers import offered
from nexus.sales.service.pricing import PricingService

C = TypeVar("C")


class Editor:
    """`then` is the step that the second button goes on to; `words` are what the template shows."""

    def __init__(
        self,
        show: Show,
        pricing: PricingService,
        actor: Actor,
        template: str,
        *,
        then: str,
        path: Callable[..., str],
        **words: Any,
    ) -> None:
        self._show, self._pricing, self._actor = show, pricing, actor
        self._template, self._then, self._path, self._words = template, then, path, words

    def page(self, form: Form, status: int = 200) -> Response[Any]:
        terms = self._pricing.terms(self._actor)
        return self._show(self._template, status=status, form=form, terms=terms, **self._words)

    def take(
        self,
        sent: Form,
        kind: type[C],
        act: Callable[[C], Any],
        tidy: Callable[[Form], Form] = tidied,
    ) -> Response[Any]:
        """Keep the draft, or give the form back with its lines changed."""
        if is_reshaping(sent["act"]):
            rows = offered(self._show, self._pricing, self._actor, sent)
            return self.page(reshaped(sent, sent["act"], rows))
        further = (self._then,) if sent["act"] == self._then else ()
        return self._show.attempt(
            tidy(sent),
            kind,
            act,
            again=self.page,
            then=lambda made: self._path(made, *further),
            said="" if further else self._show.say("Saved."),
        )
