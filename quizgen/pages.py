"""Where pages are set: templates, marked text, pictures and words, each escaped once."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from quizgen import citations, fragments, markup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType

    from jinja2.bccache import Bucket

    from quizgen.items import Citation, Image, Study
    from quizgen.resources import Shelf
    from quizgen.words import Words

_PAGE, _PAGES = "\ufdd3", "\ufdd4"
_COUNTERS = {_PAGE: Markup("counter(page)"), _PAGES: Markup("counter(pages)")}
_RUNNING_HEAD = 60  # characters that fit on one line at the foot of a page


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, which asks once for each type whether an attribute of it is safe."""

    known: ClassVar[dict[tuple[type, str], bool]] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may read *attr* of *obj*: by its name and the type of *obj*."""
        key = type(obj), attr
        if key not in self.known:
            self.known[key] = super().is_safe_attribute(obj, attr, value)
        return self.known[key]


class _Compiled(BytecodeCache):
    """Templates as compiled: several outputs share them, and a preview sets its pages again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give *bucket* the code that was made of the same text."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket*."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


def environment(study: Study, words: Words, shelf: Shelf) -> SandboxedEnvironment:
    """Jinja as every page uses it; a workspace's own templates win over the shipped ones."""
    # A workspace's templates may come from a stranger: they get no further than their page.
    pages = _Sandbox(
        loader=FileSystemLoader([folder / "pages" for folder in shelf.folders()]),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
        auto_reload=False,  # nobody writes templates while one page is made
        optimized=False,  # pages hold no constant expressions, and to look for them takes long
    )
    _add_filters(pages, study)
    pages.globals |= {
        "words": words,
        "study": study,
        "direction": words.direction,
        "page_of_pages": _page_of_pages(words),
        "css": lambda name: Markup(shelf.text(f"pages/{name}")),  # noqa: S704  (a template)
        "mark": cache(lambda citation: citations.mark(citation, study, words)),
        "number": lambda citation: _number(citation, study),
        "passage": cache(lambda citation: _passage(citation, study)),
        "archived": cache(lambda citation: _archived(citation, study)),
    }
    return pages


def css_string(text: str) -> Markup:
    """*text* as a CSS string, in which no character can end the string or the style element."""
    safe = (c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{"".join(safe)}"')  # noqa: S704  (escaped in the line above)


def _add_filters(pages: SandboxedEnvironment, study: Study) -> None:
    images = {image.id: image for image in study.images}

    def picture(name: str) -> str:
        image = images[name]
        return pages.get_template("_image.html.j2").render(image=image, address=_address(image))

    @cache
    def blank() -> str:
        return pages.get_template("_blank.html.j2").render()

    def rich(marked: str) -> Markup:
        if not markup.is_marked(marked):
            return _escape(marked)
        html = markup.html(marked, text=_escape, math=markup.mathml, image=picture, blank=blank())
        return Markup(html)  # noqa: S704  (escaped by `markup.html`)

    @cache
    def cite(citations: tuple[Citation, ...]) -> Markup:
        links: Any = pages.get_template("_links.html.j2").module
        made: Markup = links.cite(citations)
        return made

    def cited(citations: Iterable[Citation]) -> Markup:
        return cite(tuple(citations))  # the same stand beside many items

    def running(marked: str, most: int = _RUNNING_HEAD) -> str:
        text = " ".join(markup.plain(marked).split())
        return text if len(text) <= most else f"{text[: most - 1]}…"

    pages.filters |= {"rich": rich, "cited": cited, "running": running, "css_string": css_string}


def _finalized(value: object) -> object:
    """A *value* that Jinja has still to escape; where that would not do, it is escaped already."""
    return _escape(value) if "\r" in str(value) else value


def _escape(value: object) -> Markup:
    escaped = escape(value)
    # A bare carriage return would be read back as a line feed, and is no line end of the file.
    return escaped.replace("\r", Markup("&#13;")) if "\r" in escaped else escaped


def _address(image: Image) -> str:
    return f"data:{image.media_type};base64,{b64encode(image.data).decode()}"


def _number(citation: Citation, study: Study) -> int:
    return study.work(citation.source).number


def _passage(citation: Citation, study: Study) -> str:
    """Where a reader finds what is cited: the source's address, leading to the words quoted."""
    url = study.work(citation.source).url or ""
    return fragments.passage(url, _quoted(citation)) if fragments.is_web(url) else ""


def _archived(citation: Citation, study: Study) -> str:
    """Where the words quoted are kept; of others, the list of sources tells it once for all."""
    url = study.work(citation.source).archive or ""
    is_led_to = citation.quote and fragments.is_web(url)
    return fragments.passage(url, _quoted(citation)) if is_led_to else ""


def _quoted(citation: Citation) -> tuple[str, ...]:
    return (citation.quote,) if citation.quote else ()


def _page_of_pages(words: Words) -> Markup:
    """The words for `page 1 of 3` as the value of a CSS `content`."""
    parts = re.split(f"([{_PAGE}{_PAGES}])", words("sheet_page", page=_PAGE, pages=_PAGES))
    return Markup(" ").join(_COUNTERS.get(part, css_string(part)) for part in parts)
