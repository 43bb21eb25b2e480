"""What the preview answers: to this machine only, from memory, and only to what is asked for."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import Forbidden, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from quizgen.preview.cards import card, document
from quizgen.preview.views import Views
from quizgen.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quizgen.preview.live import Live

_METHODS = ("GET", "HEAD")
_HTTP = 80  # the port that addresses leave out
_FRAMED = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    f" connect-src 'self'; frame-src 'self'; {_FRAMED}"
)
_LEADS_OUT = "allow-popups allow-popups-to-escape-sandbox"
# What has no script may be scrolled to where it was. What has one gets at nothing but itself.
_STILL = f"sandbox allow-same-origin {_LEADS_OUT}; {_FRAMED}"
_LIVELY = f"sandbox allow-scripts allow-forms allow-modals allow-downloads {_LEADS_OUT}; {_FRAMED}"
_CARD = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; {_STILL}"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ROUTES = Map(
    [
        Rule("/", endpoint="shell"),
        Rule("/events", endpoint="events"),
        Rule("/preview.<any(css, js):kind>", endpoint="part"),
        Rule("/view/start", endpoint="start"),
        Rule("/view/problems", endpoint="problems"),
        Rule("/view/file", endpoint="file"),
        Rule("/view/item/<guid>", endpoint="item"),
        Rule("/view/item/<guid>/<deck>", endpoint="item"),
        Rule("/view/card/<guid>", endpoint="card"),
        Rule("/view/card/<guid>/<deck>", endpoint="card"),
        Rule("/view/page/<deck>/<name>", endpoint="frame"),
        Rule("/page/<deck>/<name>", endpoint="page"),
        Rule("/card/<deck>/<guid>/<any(front, back):side>/<any(day, night):time>", endpoint="side"),
    ],
    merge_slashes=False,
)


class Preview:
    """The preview of a workspace as a WSGI application."""

    def __init__(self, live: Live, hosts: Iterable[str], port: int, editor: str | None) -> None:
        """Answer with what is *live* to whoever calls this by one of *hosts*, on *port*."""
        self.live, self.editor = live, editor
        # The page of a stranger whose name was made to lead here comes with that name.
        self._hosts = {f"{host}:{port}" for host in hosts} | set(hosts if port == _HTTP else ())
        self._shown = Views(live.snapshot, editor)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one question."""
        try:
            response = self._answer(Request(environ))
        except HTTPException as error:
            response = Response(error.get_body(), error.code, error.get_headers())
        except Exception:  # noqa: BLE001  (a view that fails says how, and the others stay)
            text = self.views.failed(traceback.format_exc())
            response = Response(text, HTTPStatus.INTERNAL_SERVER_ERROR, mimetype="text/html")
        response.headers.setdefault("Content-Security-Policy", _OWN)
        response.headers.update(_HEADERS)
        return response(environ, start)

    @property
    def views(self) -> Views:
        """The views of what stands now."""
        if self._shown.snapshot is not self.live.snapshot:
            self._shown = Views(self.live.snapshot, self.editor)
        return self._shown

    def _answer(self, request: Request) -> Response:
        if request.environ.get("HTTP_HOST") not in self._hosts:
            raise Forbidden("The preview answers only to the address that it was opened by.")
        if request.method not in _METHODS:
            raise MethodNotAllowed(_METHODS)
        name, slots = _ROUTES.bind("").match(request.path)
        found = getattr(self, f"_{name}")(request, **slots)
        if found is None:
            raise NotFound
        return found if isinstance(found, Response) else Response(found, mimetype="text/html")

    def _shell(self, _: Request) -> str:
        return self.views.shell

    def _events(self, _: Request) -> Response:
        told = (f"data: {news}\n\n" if news else ": \n\n" for news in self.live.events())
        return Response(told, mimetype="text/event-stream")

    def _part(self, _: Request, kind: str) -> Response:
        text = (shipped() / f"preview/preview.{kind}").read_text("utf-8")
        return Response(text, mimetype={"css": "text/css", "js": "text/javascript"}[kind])

    def _start(self, _: Request) -> str:
        return self.views.start()

    def _problems(self, _: Request) -> str:
        return self.views.problems()

    def _file(self, request: Request) -> str | None:
        line = request.args.get("line", 1, int)
        return self.views.file(request.args.get("path", ""), line)

    def _item(self, _: Request, guid: str, deck: str = "") -> str | None:
        return self.views.item(guid, deck)

    def _card(self, _: Request, guid: str, deck: str = "") -> str | None:
        return self.views.card(guid, deck)

    def _frame(self, request: Request, deck: str, name: str) -> str | None:
        made = self.views.made
        page = made.page(deck, name) if made else None
        return self.views.page(page, request.args.get("item", "")) if page else None

    def _page(self, _: Request, deck: str, name: str) -> Response | None:
        made = self.views.made
        page = made.page(deck, name) if made else None
        if not page:
            return None
        policy = {"Content-Security-Policy": _LIVELY if page.has_script else _STILL}
        return Response(page.data, headers=policy, mimetype="text/html")

    def _side(self, _: Request, deck: str, guid: str, side: str, time: str) -> Response | None:
        made = self.views.made
        found = made.find(guid, deck) if made else None
        if not (found and made):
            return None
        study, item = found
        sides = card(item, study, made.workspace.shelf)
        shown = sides.front if side == "front" else sides.back
        text = document(shown, sides.css, study, is_night=time == "night")
        return Response(text, headers={"Content-Security-Policy": _CARD}, mimetype="text/html")
