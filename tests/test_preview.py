"""The preview, driven by a real browser: it follows each save, and keeps to itself."""

from __future__ import annotations

import gc
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import weakref
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from quizgen.preview import snapshot
from quizgen.preview.places import found_again
from quizgen.preview.snapshot import Page, Snapshot, taken
from quizgen.preview.watching import state
from tests.browsing import LOOKS
from tests.conftest import scrubbed
from tests.papers import HOSTILE
from tests.previewing import HOUSE, PIXEL, SEEDS, WORKSPACE, served, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

    from tests.browsing import Look
    from tests.conftest import Run, Workspace

SEED = "seeds/garden.yaml"
BROKEN = SEEDS.replace("when: 2021-05", "when: [2021-05")
UNKNOWN = SEEDS.replace("by: club", "by: klub")


def stems(page: Tab) -> list[str]:
    """The questions in the list."""
    return page.locator("#list .stem").all_text_contents()


def listed(page: Tab, text: str) -> str:
    """The address of the first item whose question holds *text*."""
    return page.locator("#list a", has_text=text).first.get_attribute("href") or ""


def settled(page: Tab, state: str) -> None:
    """Wait until the workspace was compiled and found to be `sound` or `faulty`."""
    page.wait_for_selector(f"#summary.{state}")


# It follows each save


def test_a_save_shows_a_new_item_and_moves_nothing(browser: Browser, workspace: Workspace) -> None:
    root = workspace(WORKSPACE)
    with shown(browser, root) as watched:
        page = watched.page
        page.set_viewport_size({"width": 1280, "height": 400})
        page.goto(watched.address + listed(page, "compost"))
        page.wait_for_selector("[data-title^=compost]")
        page.evaluate("document.getElementById('main').scrollTop = 120; window.same = true")
        where, before = page.url, {stem for stem in stems(page) if "ompost" in stem}
        (root / SEED).write_text(SEEDS + HOUSE)
        page.wait_for_selector("#list .stem:has-text('glasshouse')")
        assert before < set(stems(page))
        assert page.evaluate("window.same") is True
        assert page.evaluate("document.getElementById('main').scrollTop") == 120
        assert page.url == where
        assert "compost" in page.locator("#view article").inner_text()
        current = page.locator("#list [aria-current]").get_attribute("href")
        assert current
        assert where.endswith(current)


def test_what_is_looked_at_follows_a_save(browser: Browser, workspace: Workspace) -> None:
    root = workspace(WORKSPACE)
    with shown(browser, root) as watched:
        page = watched.page
        page.goto(watched.address + listed(page, "pond"))
        page.wait_for_selector("#view h2:has-text('digging')")
        (root / SEED).write_text(SEEDS.replace("digging", "cleaning"))
        page.wait_for_selector("#view h2:has-text('cleaning')")
        page.locator("#to-card").click()
        front = page.frame_locator("#view > :not(.coming) iframe >> nth=0")
        front.locator(".question:has-text('cleaning')").wait_for()
        (root / SEED).write_text(SEEDS.replace("digging", "filling"))
        front.locator(".question:has-text('filling')").wait_for()
        page.locator("#views a", has_text="quiz-a").first.click()
        sheet = page.frame_locator(
            "#view > :not(.coming) iframe.whole"
        )  # not a card that still stands
        sheet.locator(".stem").first.wait_for()
        (root / "decks/garden.yaml").write_text("title: Another\nsheets: {quiz: {items: 2}}\n")
        sheet.locator("h1:has-text('Another')").wait_for()


def test_a_broken_file_shows_where_and_the_last_good_state_stays(
    browser: Browser, workspace: Workspace
) -> None:
    root = workspace(WORKSPACE)
    with shown(browser, root) as watched:
        page = watched.page
        page.goto(watched.address + listed(page, "pond"))
        page.wait_for_selector("#view article")
        before = stems(page)
        (root / SEED).write_text(BROKEN)
        settled(page, "faulty")
        page.wait_for_selector("#stale .stale")
        assert "last good state" in page.locator("#summary").inner_text()
        assert stems(page) == before
        assert page.locator("#view article").is_visible()
        page.locator("#views a", has_text="Problems (1)").click()
        problem = page.locator(".problem.error")
        problem.wait_for()
        assert "yaml-syntax" in problem.inner_text()
        assert re.search(r"seeds/garden\.yaml:1[234]", problem.inner_text())
        assert re.search(r"\| +\^", problem.locator("pre").first.inner_text())
        (root / SEED).write_text(SEEDS)
        settled(page, "sound")
        page.wait_for_selector("#views a:has-text('Problems (0)')")
        page.wait_for_selector("#view p:has-text('None.')")
        assert page.locator(".stale, .problem").count() == 0


def test_a_problem_leads_to_its_line_and_says_what_helps(
    browser: Browser, workspace: Workspace
) -> None:
    root = workspace({**WORKSPACE, SEED: UNKNOWN})
    with shown(browser, root) as watched:  # there never was a good state
        page = watched.page
        problem = page.locator(".problem.error")
        assert "no entity is called 'klub'" in problem.inner_text()
        assert "did you mean 'club'?" in problem.locator(".hint").inner_text()
        problem.locator(".place a").first.click()
        page.wait_for_selector("#view .lines .here")
        assert page.locator("#view .here bdi").inner_text().strip() == "by: klub"
        assert page.evaluate("document.activeElement.classList.contains('here')")


def test_an_item_leads_to_its_line(browser: Browser, workspace: Workspace) -> None:
    root = workspace(WORKSPACE)
    line = SEEDS.splitlines().index("  - id: compost") + 1
    with shown(browser, root, editor="vscode") as watched:
        page = watched.page
        page.goto(watched.address + listed(page, "compost"))
        page.wait_for_selector("[data-title^=compost]")
        place = page.locator(".jump a").first
        assert place.inner_text().endswith(f"seeds/garden.yaml:{line}")
        editor = page.locator(".jump .editor").get_attribute("href")
        assert editor == f"vscode://file{root / SEED}:{line}:9"
        assert page.locator(".fact .here bdi").inner_text() == "  - id: compost"
        place.click()
        page.wait_for_selector("[data-title*='garden.yaml']")
        assert page.locator("#view .here bdi").inner_text() == "  - id: compost"
        page.go_back()
        page.wait_for_selector("#view article[data-title^=compost]")


def test_what_is_copied_is_the_place(browser: Browser, workspace: Workspace) -> None:
    with shown(browser, workspace(WORKSPACE)) as watched:
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(".jump .copy").first.click()
        page.wait_for_selector(".copy:has-text('Copied')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".jump a").first.inner_text()


def test_the_last_good_items_lead_to_where_their_lines_stand_now() -> None:
    old, new = (
        ["facts:", "- id: a", "- id: b"],
        ["# new", "# lines", "facts:", "- id: a", "- id: b"],
    )
    assert found_again(3, old, new) == 5
    assert found_again(3, old, ["facts:"]) == 3


def test_the_list_is_chosen_from_and_walked_by_keys(browser: Browser, workspace: Workspace) -> None:
    with shown(browser, workspace(WORKSPACE)) as watched:
        page = watched.page
        everything = page.locator("#list li").count()
        page.select_option("#interaction", "cloze")
        clozes = page.locator("#list li:visible").count()
        assert 0 < clozes < everything
        assert page.locator("#count").inner_text() == f"Items: {clozes} of {everything}"
        page.select_option("#interaction", "")
        page.fill("#text", "COMPOST")
        visible = page.locator("#list li:visible a")
        assert {"compost"} == {
            (v.get_attribute("title") or "").split("/")[0] for v in visible.all()
        }
        for n in range(2):
            page.keyboard.press("ArrowDown")
            title = visible.nth(n).get_attribute("title")
            page.wait_for_selector(f"#view article[data-title='{title}']")
            assert page.evaluate("document.activeElement.title") == title


def test_an_item_tells_what_is_wrong_with_its_facts(browser: Browser, workspace: Workspace) -> None:
    silent = SEEDS.replace("    by: club\n", "    by: club\n    ask: {only: [when]}\n")
    with shown(browser, workspace({**WORKSPACE, SEED: silent})) as watched:
        page = watched.page
        assert page.locator("#summary").inner_text().startswith("Sound · Warnings: 1")
        page.check("#faulty")
        found = page.locator("#list li:visible a")
        assert {"pond"} == {(a.get_attribute("title") or "").split("/")[0] for a in found.all()}
        assert "Problems: 1" in found.first.inner_text()
        found.first.click()
        page.locator("#view article .problem.warning", has_text="without a reason").wait_for()


def test_what_keeps_only_a_build_from_writing_is_told(
    browser: Browser, workspace: Workspace
) -> None:
    recipe = "title: The garden\ncards: {}\npassages: true\n"
    root = workspace({**WORKSPACE, "decks/garden.yaml": recipe})
    with shown(browser, root, "#problems") as watched:
        page = watched.page
        page.locator(".problem.error", has_text="no texts are attached").wait_for()
        assert stems(page)
        assert page.locator(".stale").count() == 0


def test_two_decks_show_an_item_each_as_it_has_it(browser: Browser, workspace: Workspace) -> None:
    again = (
        "title: Again\ncards: none\n"
        "reword: {pond/when/short-answer: {stem: When was the pond dug?, because: short}}\n"
    )
    root = workspace({**WORKSPACE, "decks/later.yaml": again})
    with shown(browser, root) as watched:
        page = watched.page
        page.select_option("#deck", "later")
        other = page.locator("#list li:visible a", has_text="When was the pond dug?")
        assert (other.get_attribute("href") or "").endswith("/later")
        other.click()
        page.wait_for_selector("#view h2:has-text('When was the pond dug?')")
        page.locator("#to-card").click()
        side = page.frame_locator("#view > :not(.coming) iframe >> nth=0")
        side.locator(".question:has-text('When was the pond dug?')").wait_for()


def test_a_page_is_opened_at_the_item(browser: Browser, workspace: Workspace) -> None:
    own = '<li id="item-{{ answer.item.guid }}" class="answer">{{ answer.item.stem | rich }}</li>'
    root = workspace({**WORKSPACE, "templates/pages/_answer.html.j2": own})
    with shown(browser, root) as watched:
        page = watched.page
        page.locator("#views a", has_text="quiz-a-key").click()
        key = page.frame_locator("#view > :not(.coming) iframe.whole")
        last = key.locator(".answer").last
        item = last.get_attribute("id") or ""
        page.goto(f"{watched.address}#{item}")
        page.wait_for_selector("#view article")
        page.locator("#view a", has_text="garden/quiz-a-key").click()
        page.wait_for_selector(f"#view > :not(.coming) iframe[src$='#{item}']")
        assert key.locator(f"#{item}:target").count() == 1


# What goes wrong


def test_a_crash_is_shown_and_ends_nothing(
    browser: Browser, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workspace(WORKSPACE)
    with shown(browser, root) as watched:
        page = watched.page
        with monkeypatch.context() as patch:
            patch.setattr(snapshot, "compile_workspace", lambda *_: 1 // 0)
            (root / SEED).write_text(SEEDS + "\n")
            settled(page, "faulty")
            page.locator("#views a", has_text="Problems (1)").click()
            page.wait_for_selector("#view pre:has-text('ZeroDivisionError')")
            assert stems(page)
        (root / SEED).write_text(SEEDS)
        settled(page, "sound")


def test_a_view_that_fails_says_so(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.preview.views.Views.problems", lambda _: 1 // 0)
    with served(workspace(WORKSPACE)) as home:
        code, _, text = asked(home, "/view/problems")
        assert (code, "ZeroDivisionError" in text) == (500, True)
        assert asked(home, "/")[0] == 200


@pytest.mark.parametrize("text", [*HOSTILE, "länger" * 1700], ids=range(len(HOSTILE) + 1))
def test_hostile_texts_are_only_texts(browser: Browser, workspace: Workspace, text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    seeds = SEEDS.replace("the digging of the pond", written)
    recipe = f"title: {written}\ncards: {{}}\n"
    root = workspace({**WORKSPACE, SEED: seeds, "decks/garden.yaml": recipe})
    with shown(browser, root) as watched:
        page = watched.page
        items = [link.get_attribute("href") or "" for link in page.locator("#list a").all()[:2]]
        for place in ("#problems", *items, *(item.replace("item", "card") for item in items)):
            page.goto(f"{watched.address}{place}")
            page.wait_for_selector("#view > :not(.coming) [data-title]")
            harmless(page)
            assert watched.overflow() <= 0
        (root / SEED).write_text(seeds.replace("by: club", f"by: {written}"))  # now in a message
        settled(page, "faulty")
        page.goto(f"{watched.address}#problems")
        page.locator(".problem.error .place a").first.click()
        page.wait_for_selector("#view .here")
        harmless(page)
        assert watched.overflow() <= 0


def harmless(page: Tab) -> None:
    """Nothing in *page* that only a text could have put there."""
    assert page.locator("script").count() == 1
    assert page.locator("[onerror], b:not(.hint b), img[src=x], style").count() == 0


# It keeps to itself


def asked(
    home: str, path: str, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], str]:
    """The answer of the preview at *home*: its code, headers and text."""
    where = urlsplit(home)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    with closing(connection):
        connection.putrequest(method, path, skip_host=True)
        if host != "":
            connection.putheader("Host", host or where.netloc)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


@pytest.fixture
def home(workspace: Workspace) -> Iterator[str]:
    """The address of a preview."""
    with served(workspace(WORKSPACE)) as address:
        yield address


def test_only_its_own_names_are_answered(home: str) -> None:
    port = urlsplit(home).port
    for name in ("127.0.0.1", "localhost", "[::1]"):
        assert asked(home, "/", host=f"{name}:{port}")[0] == 200
    others = ("127.0.0.1", "localhost", f"evil.test:{port}", f"localhost.evil.test:{port}")
    more = (
        f"127.0.0.1:{(port or 0) - 1}",
        f"127.0.0.1:{port},evil.test",
        f"evil@127.0.0.1:{port}",
        "",
    )
    for name in (*others, *more):
        assert asked(home, "/", host=name)[0] == 403, name
    assert asked(home, f"http://evil.test:{port}/")[0] == 403


def test_nothing_but_reading_is_allowed(home: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO"):
        code, headers, _ = asked(home, "/", method)
        assert (code, headers["Allow"]) == (405, "GET, HEAD"), method
    code, headers, text = asked(home, "/", "HEAD")
    assert (code, text) == (200, "")
    assert asked(home, "/events", "HEAD")[0] == 200


def test_no_file_is_reached_by_a_path(home: str, workspace: Workspace) -> None:
    root = workspace({"secret.txt": "secret"})
    paths = (
        "/secret.txt",
        "/../secret.txt",
        "/page/garden/..%2f..%2fsecret.txt",
        "/preview.js/../x",
    )
    queries = (f"/view/file?path={root}/secret.txt", "/view/file?path=../secret.txt", "/view/file")
    nothing = (
        "/page/garden/none.html",
        "/view/item/none",
        "/card/garden/none/front/day",
        "//evil.test/",
    )
    for path in (*paths, *queries, *nothing, "/preview.py", "/%00", "/view/page/a/b"):
        code, _, text = asked(home, path)
        assert (code, "secret\n" in text) == (404, False), path


def test_it_is_found_on_this_machine_only(home: str) -> None:
    port = urlsplit(home).port or 0
    assert urlsplit(home).hostname == "127.0.0.1"
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as other:
        other.settimeout(2)
        assert other.connect_ex(("127.0.0.2", port)) != 0  # bound to one address, not to all


def test_other_sites_can_neither_read_nor_frame_it(home: str) -> None:
    for path in ("/", "/view/problems", "/preview.js", "/nowhere"):
        _, headers, _ = asked(home, path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


def test_a_page_with_scripts_gets_at_nothing(browser: Browser, workspace: Workspace) -> None:
    reach = """<!doctype html><html lang=en><title>x</title><p id=told>
<script>let told = 'alone'; try { if (parent !== window) told = parent.document.title } catch {}
fetch('/view/problems').then(() => told = 'read').catch(() => 0)
  .then(() => document.getElementById('told').textContent = told)</script>"""
    root = workspace({**WORKSPACE, "templates/pages/sheet.html.j2": reach})
    with served(root) as home, browser.new_page() as page:
        page.goto(home)
        settled(page, "sound")
        page.locator("#views a", has_text="quiz-a").first.click()
        page.frame_locator("#view > :not(.coming) iframe.whole").locator(
            "#told:has-text('alone')"
        ).wait_for()
        page.goto(f"{home}page/garden/quiz-a.html")
        page.locator("#told:has-text('alone')").wait_for()


def test_nothing_is_written(browser: Browser, workspace: Workspace, run: Run) -> None:
    root = workspace(WORKSPACE)
    assert run("build", cwd=root).code == 0
    (root / SEED).write_text(SEEDS + HOUSE)  # the lock and the pages are out of date
    before = everything(root)
    with shown(browser, root) as watched:
        page = watched.page
        for link in page.locator("#views a").all():
            link.click()
            page.wait_for_selector("#view > :not(.coming) [data-title]")
    assert everything(root) == before


def everything(root: Path) -> dict[str, tuple[int, str]]:
    """Every file and folder below *root*: when it was changed, and what is in it."""
    return {
        str(path): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in (root, *root.rglob("*"))
    }


# How it looks and how it is started


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_it_is_accessible(browser: Browser, workspace: Workspace, look: Look) -> None:
    root = workspace({**WORKSPACE, SEED: SEEDS + HOUSE})
    with shown(browser, root, look=look, editor="vscode") as watched:
        page = watched.page
        item = listed(page, "glasshouse")
        places = ["", item, item.replace("item", "card"), "#page/garden/quiz-a.html", "#problems"]
        for place in places:
            page.goto(watched.address + place)
            page.wait_for_selector("#view > :not(.coming) [data-title]")
            assert (place, watched.violations()) == (place, [])
            assert watched.overflow() <= 0
        (root / SEED).write_text((SEEDS + HOUSE).replace("by: club", "by: klub"))
        settled(page, "faulty")
        page.locator(".problem details").first.wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        assert watched.violations() == []
        assert watched.overflow() <= 0
        page.locator(".problem .place a").first.click()
        page.wait_for_selector("#view .here")
        assert watched.violations() == []
        assert watched.overflow() <= 0


def test_it_ends_cleanly_and_says_one_line(workspace: Workspace) -> None:
    command = [
        sys.executable,
        "-m",
        "quizgen",
        "preview",
        "--port",
        "0",
        "-C",
        str(workspace(WORKSPACE)),
    ]
    with subprocess.Popen(
        command, env=scrubbed(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        line = running.stdout.readline()
        home = re.match(r"http://127\.0\.0\.1:\d+/", line)
        assert home
        assert asked(home[0], "/")[0] == 200
        running.send_signal(signal.SIGINT)
        try:
            out, err = running.communicate(timeout=20)
        finally:
            running.kill()  # or nothing would ever end where it does not listen
    assert (running.returncode, out, err) == (0, "", "")


def test_the_browser_opens_only_if_it_shall(
    workspace: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", opened.append)
    monkeypatch.setattr("werkzeug.serving.BaseWSGIServer.serve_forever", lambda _: None)
    root = workspace(WORKSPACE)
    assert run("preview", "--port", "0", cwd=root).code == 0
    assert opened == []
    ran = run("preview", "--port", "0", "--open", cwd=root)
    assert [where for where in opened if ran.out.startswith(where)] == opened
    assert len(opened) == 1


def test_a_port_that_is_taken_is_said(workspace: Workspace, run: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken_:
        port = taken_.getsockname()[1]
        ran = run("preview", "--port", str(port), cwd=workspace(WORKSPACE))
    assert ran.code == 2
    assert f"port {port} cannot be used" in ran.err
    assert "--port 0" in ran.err


def test_what_it_cannot_be_started_with_is_said(workspace: Workspace, run: Run) -> None:
    root = workspace(WORKSPACE)
    assert run("preview", "-C", root / "seeds").code == 2
    assert "vscode" in run("preview", "--editor", "ed", cwd=root).err
    assert "no folder of texts" in run("preview", "--texts", root / "none", cwd=root).err
    assert run("preview", "--host", "0.0.0.0", cwd=root).code == 2  # noqa: S104  (refused)


# Its parts


def test_only_the_authors_files_are_watched(workspace: Workspace, tmp_path: Path) -> None:
    root = workspace({**WORKSPACE, "decks/garden/quiz.html": "", ".git/HEAD": "", ".venv/x": ""})
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("a")
    found = {os.path.relpath(path, tmp_path) for path in state(root, texts)}
    assert found == {f"workspace/{name}" for name in WORKSPACE} | {"texts/a.txt"}


def test_a_change_is_seen_even_of_the_same_length(workspace: Workspace) -> None:
    root = workspace(WORKSPACE)
    before = state(root, None)
    (root / "other").write_text(SEEDS.replace("pond", "pool"))
    (root / "other").replace(root / SEED)
    assert state(root, None) != before
    assert state(root, root / "none").keys() == state(root, None).keys()


def test_what_is_no_longer_shown_is_forgotten(workspace: Workspace) -> None:
    root = workspace(WORKSPACE)
    first = taken(root, None, Snapshot())
    assert first.made
    gone = weakref.ref(first.made)
    second = taken(root, None, first)
    del first
    gc.collect()
    assert gone() is None
    assert second.made


def test_a_page_knows_what_stands_on_it() -> None:
    page = Page("d", "quiz-a.html", b'<li id="item-abc"><SCRIPT>')
    assert (page.holds("abc"), page.holds("ab")) == (True, False)
    assert page.has_script
    assert page.label == "quiz-a"
    assert page.digest != Page("d", "quiz-a.html", PIXEL).digest
