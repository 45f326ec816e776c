"""Collects every sentence of the program, brings the catalogues up to date, and tells what is wrong with one.

`python -m tests.messages` (which is `make messages`) adds what is new, drops what is gone, and compiles. Used by test_catalogues.py.
"""

import ast
import inspect
import io
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mcsync.language import CATALOGUES, DOMAIN, LANGUAGES

ROOT = Path(__file__).parent.parent
#: It stands for Mailchimp, which speaks English.
NOT_OURS = ("mcsync/sandbox/",)
#: Calls whose first texts are sentences, and how many of them.
CALLS = {"_": 1, "plain": 1, "say": 1, "say_many": 2}
#: Calls of the command line that explain what they make.
EXPLAINED = {"Typer", "Option", "Argument", "ArgumentParser", "add_argument"}
EXPLANATIONS = {"help", "description"}
#: Decorators of functions whose docstring is the help of a command.
COMMANDS = {"command", "callback"}


def files():
    """Every file that speaks to somebody."""
    found = [*ROOT.glob("mcsync/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    names = sorted(str(file.relative_to(ROOT)) for file in found)
    return [name for name in names if not name.startswith(NOT_OURS)]


def collected():
    """All sentences, as a catalogue without translations."""
    catalogue = Catalog(project="mcsync", charset="utf-8", fuzzy=False)
    for name in files():
        for message in sentences((ROOT / name).read_text()):
            catalogue.add(message, locations=[(name, 0)])
    return catalogue


def sentences(source) -> Iterator[str | tuple[str, str]]:
    """The sentences of one file: of calls, of exceptions, of commands."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call():
                yield from _of_call(node)
            case ast.ClassDef() if any(_name(base).endswith("Error") for base in node.bases):
                yield from _docstring(node)
            case ast.FunctionDef() if any(_name(made) in COMMANDS for made in node.decorator_list):
                yield from _docstring(node)


def _of_call(node):
    name = _name(node)
    if name in CALLS:
        texts = [text for part in node.args[: CALLS[name]] for text in _texts(part)]
        if CALLS[name] == 1:
            yield from texts
        elif len(texts) == CALLS[name]:
            yield tuple(texts)
    if name in EXPLAINED:
        yield from (text for one in node.keywords if one.arg in EXPLANATIONS for text in _texts(one.value))


def _texts(node):
    """The texts that an argument may be: itself, or either branch of a choice."""
    match node:
        case ast.Constant(value=str(text)) if text:
            return [text]
        case ast.IfExp():
            return _texts(node.body) + _texts(node.orelse)
        case ast.JoinedStr():
            # An f-string in a help text: what it inserts is known when the program starts.
            return ["".join(part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in node.values)]
        case _:
            return []


def _docstring(node):
    text = ast.get_docstring(node)
    return [inspect.cleandoc(text).replace("\n", " ")] if text else []


def _name(node):
    match node:
        case ast.Call():
            return _name(node.func)
        case ast.Attribute():
            return node.attr
        case ast.Name():
            return node.id
        case _:
            return ""


def path(code):
    return CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(code):
    with path(code).open("rb") as file:
        return read_po(file, locale=code, charset="utf-8")


def compiled(catalogue):
    """The form that the program reads, the same for the same sentences."""
    catalogue.creation_date = catalogue.revision_date = _NEVER
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


#: Headers that would change with each run, or say nothing.
_NOISE = rb'(?m)^"(?:Report-Msgid|POT-Creation|PO-Revision|Last-Trans|Language-Team|Generated-By)[^\n]*\n'


#: Stands for both dates of a catalogue.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def written(catalogue):
    """The form that people write, the same for the same sentences, so that a change shows as that change."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return re.sub(_NOISE, b"", file.getvalue())


def refreshed(code):
    """The catalogue with today's sentences: new ones without a translation, never with one of another sentence."""
    catalogue = read(code)
    catalogue.update(collected(), no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True, update_creation_date=False)
    return catalogue


def faults(code, wanted=None):
    """What is wrong with a catalogue, a line each."""
    catalogue, wanted = read(code), wanted or collected()
    there = {message.id: message for message in catalogue if message.id}
    here = {message.id for message in wanted if message.id}
    found = [f"missing: {id_!r}" for id_ in here - set(there)] + [f"stale: {id_!r}" for id_ in set(there) - here]
    for message in there.values():
        found += [f"{fault}: {message.id!r}" for fault in _faults_of(message)]
    return sorted(found)


def _faults_of(message):
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    if not all(texts):
        yield "untranslated"
        return
    if message.fuzzy:
        yield "fuzzy"
    for text in texts:
        if not any(_places(text) == _places(id_) for id_ in ids):
            yield f"other placeholders in {text!r}"
        yield from _untidy(text, ids[-1])


def _places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


#: What a typographer would mend in French.
_FRENCH = (
    ("a blank that may break", re.compile(r" (?=[;!?»]|:(?:\s|$))|« ")),
    ("no blank", re.compile(r"[^\s\u00a0\u202f](?=[;!?»]|:(?:\s|$))|«(?![\u00a0\u202f])")),
    ("a typewriter's apostrophe", re.compile(r"(?<=\w)'(?=\w)")),
    ("English quotation marks", re.compile("[“”]")),
)


def _untidy(text, id_):
    bare = re.sub(r"\{[^}]*\}", "x", re.sub(r"`[^`]*`|:[a-z/_]+:", "", text))
    yield from (f"{what} in French {text!r}" for what, pattern in _FRENCH if pattern.search(bare))
    if text.endswith(".") != id_.endswith(".") or text[:1].isspace() != id_[:1].isspace():
        yield f"another end in {text!r}"


def main():
    """Brings every catalogue up to date; says what is left to translate."""
    for code in LANGUAGES[1:]:
        catalogue = refreshed(code)
        path(code).write_bytes(written(catalogue))
        path(code).with_suffix(".mo").write_bytes(compiled(catalogue))
        print("\n".join([*faults(code), f"{code}: {len(catalogue)} sentences"]))


if __name__ == "__main__":
    sys.exit(main())
