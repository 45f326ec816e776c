"""The plan of the house, and what tells when a file breaks it. Used by test_house.py, on the project and on made-up trees."""

import ast
import graphlib
import sys
from dataclasses import dataclass
from pathlib import Path

#: From the bottom up. A room imports from itself and from floors below its own; rooms on one floor do not know each other.
FLOORS = (
    ("mcsync",),  # the package's own __init__, which comes along with everything
    ("mcsync.message",),
    ("mcsync.errors", "mcsync.language"),
    # Words and pure decisions: these two floors are one room each, because their modules are words to each other.
    (
        "mcsync.contact",
        "mcsync.days",
        "mcsync.outcome",
        "mcsync.address",
        "mcsync.address_faults",
        "mcsync.exclusion",
        "mcsync.parsing",
        "mcsync.channels",
        "mcsync.pasted",
        "mcsync.settings",
        "mcsync.setting_names",
        "mcsync.places",
        "mcsync.logs",
        "mcsync.words",
    ),
    (
        "mcsync.fields",
        "mcsync.mapping",
        "mcsync.selection",
        "mcsync.batching",
        "mcsync.verdicts",
        "mcsync.comparison",
        "mcsync.diagnosis",
        "mcsync.resemblance",
    ),
    ("mcsync.alerting",),
    ("mcsync.shop", "mcsync.mailchimp", "mcsync.store", "mcsync.sandbox", "mcsync.notify"),
    ("mcsync.engine",),
    ("mcsync.service", "mcsync.reports", "mcsync.charts"),
    ("mcsync.leash",),
    ("mcsync.keeper",),
    ("mcsync.cli", "mcsync.supervisor"),
    ("mcsync.__main__",),
    ("mcsync.ui",),
    ("pages",),
    ("app",),
)
SOCIABLE = ("mcsync.contact", "mcsync.fields")
#: The command line and the pages are two doors to the same verbs; neither goes through the other.
APART = {"mcsync.ui", "pages", "app"}, {"mcsync.leash", "mcsync.keeper", "mcsync.cli", "mcsync.supervisor", "mcsync.__main__"}
#: The sandbox judges the client, so what it shares with it must hold no rule of Mailchimp's.
SANDBOX_MAY_KNOW = {"mcsync", "mcsync.message", "mcsync.errors", "mcsync.contact", "mcsync.sandbox"}

#: Foreign package → the rooms, or single modules, that may import it. A package that is not here has not been decided on.
FOREIGN = {
    "streamlit": ("mcsync.ui", "pages", "app"),
    "starlette": ("mcsync.ui", "app"),
    "uvicorn": ("mcsync.ui", "app"),
    "babel": ("mcsync.language",),
    "typer": ("mcsync.cli", "mcsync.__main__"),
    "plotly": ("mcsync.charts",),
    "pandas": ("mcsync.reports", "mcsync.charts", "mcsync.shop"),
    "openpyxl": ("mcsync.reports", "mcsync.shop"),
    "huey": ("mcsync.engine",),
    "requests": ("mcsync.mailchimp.client", "mcsync.notify.hook"),
    "tenacity": ("mcsync.mailchimp",),
    "msgspec": ("mcsync.mailchimp.answers",),
    "orjson": ("mcsync.fields", "mcsync.mailchimp", "mcsync.sandbox", "mcsync.store", "mcsync.engine"),
    "sqlalchemy": ("mcsync.store", "mcsync.shop"),
    "sqlmodel": ("mcsync.store", "mcsync.shop"),
    "alembic": ("mcsync.store",),
    "cryptography": ("mcsync.store",),
    "pymysql": ("mcsync.shop",),
    "email_validator": ("mcsync.address",),
    "idna": ("mcsync.address",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    importer: str
    line: int
    #: The module's full name; for a project's own module, the deepest one that is a file.
    imported: str

    def __str__(self):
        return f"{self.importer}, line {self.line}: imports {self.imported}"


def modules(root):
    """Module name → file, of everything that runs: the package, the pages and the launcher."""
    files = [*root.glob("mcsync/**/*.py"), *root.glob("pages/**/*.py"), *root.glob("app.py")]
    return {_name(file.relative_to(root)): file for file in sorted(files)}


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(root):
    """Every import of every module, in functions and relative ones too."""
    known = modules(root)
    return [found for name, file in known.items() for found in _of_module(name, file, known)]


def _of_module(name, file, known):
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text())):
        for imported in dict.fromkeys(_targets(node, package, known)):
            yield Import(importer=name, line=node.lineno, imported=imported)


def _targets(node, package, known):
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names]
        case ast.Call(func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"), args=[what, *_]):
            return [what.value if isinstance(what, ast.Constant) else "a module that only the running program knows"]
    return []


def room(module):
    """The longest name in FLOORS that the module is, or lies in; None for a module that nobody has given a place."""
    rooms = [name for floor in FLOORS for name in floor if module == name or (module.startswith(f"{name}.") and name != "mcsync")]
    return max(rooms, key=len, default=None)


def floor(name):
    return next(height for height, rooms in enumerate(FLOORS) if name in rooms)


def is_own(module):
    return module.split(".")[0] in {"mcsync", "pages", "app"}


def homeless(root):
    return [f"{name}: has no floor yet; give it one in tests/house.py" for name in modules(root) if room(name) is None]


def upward(root):
    """Imports that point up, or to another room on the same floor."""
    return [f"{found}, which is not below it" for found in imports(root) if is_own(found.imported) and not _may_know(found)]


def _may_know(found):
    source, target = room(found.importer), room(found.imported)
    if source is None or target is None:
        return False
    if source == "mcsync.sandbox" and target not in SANDBOX_MAY_KNOW:
        return False
    if any({source, target} == {one, other} for one in APART[0] for other in APART[1]):
        return False
    neighbours = floor(source) == floor(target) and FLOORS[floor(source)][0] in SOCIABLE
    return source == target or neighbours or floor(target) < floor(source)


def strangers(root):
    """Foreign packages in a room that is not theirs, or that nobody has decided on."""
    foreign = [
        found for found in imports(root) if not is_own(found.imported) and found.imported.split(".")[0] not in sys.stdlib_module_names
    ]
    return [f"{found}, which is not for this room" for found in foreign if not _has_key(found)]


def _has_key(found):
    places = FOREIGN.get(found.imported.split(".")[0], ())
    return any(found.importer == place or found.importer.startswith(f"{place}.") for place in places)


def cycles(root):
    """One circle of modules that import each other, if there is any."""
    graph = {name: set() for name in modules(root)}
    for found in imports(root):
        if found.imported in graph and found.imported != found.importer:
            graph[found.importer].add(found.imported)
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as circle:
        return [" ← ".join(circle.args[1])]
    return []


def too_long(root, *, module=250, page=130, function=30):
    """Files and functions with more lines than a reader takes in at once."""
    found = []
    for name, file in modules(root).items():
        text = file.read_text()
        limit = page if room(name) == "pages" else module
        if (length := len(text.splitlines())) > limit:
            found.append(f"{name}: {length} lines, at most {limit}")
        found += [f"{name}.{node.name}: {_length(node)} lines, at most {function}" for node in _functions(text) if _length(node) > function]
    return found


def _functions(text):
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _length(node):
    return node.end_lineno - node.lineno + 1
