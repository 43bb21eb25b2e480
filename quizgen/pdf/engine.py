"""WeasyPrint, wrapped: one page of HTML becomes one PDF/UA, and nothing is fetched for it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from logging import Handler, LogRecord, getLogger
from typing import TYPE_CHECKING, Any

from quizgen.frozen import frozen
from quizgen.pdf.formulas import pictured

if TYPE_CHECKING:
    from weasyprint import HTML

_NONE = "\N{REPLACEMENT CHARACTER}"
_LIBRARIES = ("weasyprint", "ziamath")
_EXTRA = "pipx install 'quizgen[pdf]', or pip install 'weasyprint>=69' 'ziamath>=0.13'"
_PANGO = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, or what is called so"
    " on your system; see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
)


@frozen
class Lack:
    """What is not installed, and what to do."""

    what: str
    remedy: str


@frozen
class Typeset:
    """A PDF, and the characters of its page that no font on this machine has."""

    data: bytes
    unknown: str


class _Listener(Handler):
    """Hears from WeasyPrint which characters no font has."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: set[str] = set()

    def emit(self, record: LogRecord) -> None:
        """Note the character, if it is about one."""
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.unknown.add(str(record.args[0]))


def missing() -> Lack | None:
    """What this machine lacks to make PDFs, if anything."""
    try:
        _load()
    except ImportError as error:
        return Lack(f"the Python package '{error.name or error}' is not installed", _EXTRA)
    except OSError:  # what the package finds on the system, or does not
        return Lack("the system's library Pango is not installed", _PANGO)
    return None


def typeset(page: str, css: str) -> Typeset:
    """The PDF/UA-1 of an HTML *page*, with *css* after its own styles."""
    page = styled(pictured(page), css)
    data, unknown = _write(page)
    if unknown:  # PDF/UA has no place for the box that fonts draw instead
        data, _ = _write(_without(page, unknown))
    return Typeset(data, unknown)


def styled(page: str, css: str) -> str:
    """*page* with the styles *css* after its own."""
    head, end, body = page.partition("</head>")
    return f"{head}<style>\n{css}</style>\n{end}{body}"


def fetcher() -> Any:  # noqa: ANN401  (has no types)
    """What WeasyPrint may fetch by: what the page itself holds, and no file or address."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  (heavy, rarely needed)

    return URLFetcher(allowed_protocols={"data"})


def _write(page: str) -> tuple[bytes, str]:
    from quizgen.pdf.structure import mend  # noqa: PLC0415  (reaches into WeasyPrint's own)

    listener, log = _Listener(), getLogger("weasyprint")
    log.addHandler(listener)
    try:
        html: HTML = _load().HTML(string=page, url_fetcher=fetcher())
        data: bytes = html.write_pdf(pdf_variant="pdf/ua-1", finisher=lambda _, pdf: mend(pdf))
    finally:
        log.removeHandler(listener)
    return data, "".join(sorted(listener.unknown))


def _without(page: str, characters: str) -> str:
    """*page* with the sign for "no such character", where a string of a style has one too."""
    for character in characters:
        page = page.replace(f"\\{ord(character):x} ", f"\\{ord(_NONE):x} ")
        page = page.replace(character, _NONE)
    return page


@cache
def _load() -> Any:  # noqa: ANN401  (has no types)
    weasyprint, _ = (import_module(name) for name in _LIBRARIES)
    getLogger("weasyprint").propagate = False  # which styles it does not know is no news to authors
    return weasyprint
