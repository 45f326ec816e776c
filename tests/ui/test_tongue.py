"""Before a page runs: its language is known, kept by the browser, and said in the first tag."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from mcsync.ui.guard import start_page
from mcsync.ui.tongue import Tongue, chosen, wanted
from tests.fixtures.awaited import awaited


def scope(path="/", query="", **headers):
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "localhost:8501", **headers}.items()]
    return {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": lines}


def ask(asked):
    """Status, headers and body that the reader gets for this request from an application with one page and one text."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    page = HTMLResponse(start_page(), headers={"ETag": "abc", "Last-Modified": "now"})
    routes = [Route("/", page), Route("/text", PlainTextResponse('<html lang="en">', headers={"ETag": "abc"}))]
    awaited(Tongue(Starlette(routes=routes, middleware=[Middleware(GZipMiddleware)]))(asked, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message["body"] for message in sent[1:]).decode()


@pytest.mark.parametrize(
    ("query", "headers", "code"),
    [
        ("", {}, "en"),
        ("", {"accept_language": "fr-CA,fr;q=0.9,en;q=0.8"}, "fr"),
        ("", {"accept_language": "de,en;q=0.5"}, "en"),
        ("lang=fr", {"accept_language": "en"}, "fr"),
        ("lang=fr", {"cookie": "mcsync_language=en"}, "en"),
        ("", {"cookie": "other=1; mcsync_language=fr", "accept_language": "en"}, "fr"),
        ("lang=<script>", {"cookie": 'mcsync_language="><script>'}, "en"),
        ("lang=%ff", {"cookie": "\x00=;=;"}, "en"),
    ],
)
def test_the_choice_wins_over_the_address_and_the_address_over_the_browser(query, headers, code):
    assert wanted(scope(query=query, **headers)) == code


def test_a_choice_of_a_language_that_there_is_not_is_none():
    assert chosen(scope(cookie="mcsync_language=de")) is None


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_first_tag_names_the_language_and_nothing_else_changes(code):
    status, headers, body = ask(scope(accept_language=code, accept="text/html,*/*", accept_encoding="gzip"))
    assert (status, headers["content-language"]) == (200, code)
    assert body == start_page().replace('<html lang="en">', f'<html lang="{code}">')
    assert len(body.encode()) == int(headers["content-length"])


def test_no_cache_hands_a_page_to_a_reader_of_another_language():
    _, headers, _ = ask(scope())
    assert headers["vary"].endswith("Cookie, Accept-Language")
    assert {"etag", "last-modified"}.isdisjoint(headers)


def test_what_is_no_page_is_left_alone():
    _, headers, body = ask(scope("/text", accept_language="fr"))
    assert (body, headers["etag"], "Cookie" in headers.get("vary", "")) == ('<html lang="en">', "abc", False)


def test_a_choice_is_kept_for_a_year_and_the_reader_is_back_on_the_page():
    status, headers, _ = ask(scope("/language/fr", "back=%2Fstatus%3Fdays%3D3"))
    assert (status, headers["location"]) == (303, "/status?days=3")
    assert headers["set-cookie"] == "mcsync_language=fr; Max-Age=31536000; Path=/; SameSite=Lax; HttpOnly"


def test_behind_https_the_choice_never_travels_without_it():
    _, headers, _ = ask(scope("/language/fr") | {"scheme": "https"})
    assert headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    "elsewhere", ["", "status", "//evil.example/", "/\\evil.example", "http://evil.example/", "/x%0d%0aSet-Cookie:y", "/%c3%a9"]
)
def test_a_link_leads_back_to_a_page_of_ours_or_to_the_first(elsewhere):
    assert ask(scope("/language/en", f"back={elsewhere}"))[1]["location"] == "/"


@pytest.mark.parametrize("path", ["/language/de", "/language/", "/language/fr/", "/language/fr\n"])
def test_there_is_no_other_language(path):
    assert ask(scope(path))[0] == 404


def test_what_a_first_address_asks_for_is_kept():
    assert ask(scope(query="lang=fr"))[1]["set-cookie"].startswith("mcsync_language=fr;")
    assert "set-cookie" not in ask(scope(query="lang=fr", cookie="mcsync_language=en"))[1]
    assert "set-cookie" not in ask(scope(query="lang=de"))[1]
