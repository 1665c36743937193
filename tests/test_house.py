"""The rules of the house: sizes, names, walls, and what the opening path may cost."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trees import SRC, nodes, trees

ROOT = Path(__file__).parents[1]
MODULES = sorted(SRC.rglob("*.py"))
MOST_LINES = 400
MOST_LINES_A_FUNCTION = 40
MOST_METHODS = 25
HEAVY = ("httpx", "httpcore", "h11", "lxml", "feedparser", "nh3", "tomlkit", "h2", "babel", "PIL")
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "shared"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


FIRST_HEADLINES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import berita_tui.cli.doorstep, berita_tui.cli.reader
from berita_tui.cli.errand import open_store
from berita_tui.language import Language
from berita_tui.news import View
from berita_tui.places import Places
places, clock = Places.under(Path(sys.argv[1])), lambda: datetime.now(UTC)
store = open_store(places, Language("en"), clock)
store.shelf(View(), limit=300)[0]
store.counts(), store.sources.all(), store.sources.folders(), store.standings.all()
store.searches.all(), store.mutes.all()
print(*(name for name in sys.modules if name.startswith("berita_tui")))
store.close()
"""
"""What is done before headlines are seen."""

ON_THE_WAY_IN = {
    f"{room}{name}"
    for room, names in {
        "": "berita_tui",
        "berita_tui.": (
            "app bureau clean cli garbage guide language news placard places settings store"
        ),
        "berita_tui.app.": (
            "cadence compositor deeds following graphics guard housekeeping keymap reading "
            "refreshing screens terminal themes turns wardrobe widgets"
        ),
        "berita_tui.app.screens.": "front small",
        "berita_tui.app.widgets.": (
            "courier excerpts finder ground headlines keeper lines linotype listing panes rows "
            "scrolled search sheet sources status"
        ),
        "berita_tui.clean.": "controls",
        "berita_tui.cli.": "arguments doorstep errand output reader",
        "berita_tui.news.": (
            "actions addresses errors headlines identity noun saved sentences sources views"
        ),
        "berita_tui.placard.": "curtain glyphs lines painting rows sketch terminal",
        "berita_tui.settings.": "file wishes",
        "berita_tui.store.": (
            "database files history keys ledger listing mutes numbers opening rooms schema "
            "seals searches shelf sources standings store"
        ),
    }.items()
    for name in names.split()
}
"""The modules that are imported before headlines are seen: what is not needed for them can come
later, and must, for each costs half a millisecond and more."""

FIRST_PAGE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import berita_tui.cli, berita_tui.cli.doorstep
from berita_tui.cli.errand import open_store
from berita_tui.language import Language
from berita_tui.news import View
from berita_tui.placard.glyphs import UNICODE
from berita_tui.placard.rows import Manner, facts_line, title_line
from berita_tui.places import Places
from berita_tui.settings import load
places, clock = Places.under(Path(sys.argv[1])), lambda: datetime.now(UTC)
places.prepare()
places.settings.write_text('full_text = "never"\\nrefresh_minutes = 0\\n')
load(places.settings)
store = open_store(places, Language("en"), clock)
headline = store.shelf(View(), limit=300)[0]
manner = Manner(language=Language("en"), glyphs=UNICODE, names={}, now=clock())
title_line(headline, manner, 60, is_current=True), facts_line(headline, manner, 60)
print(*sys.modules)
store.close()
"""
"""What is done before the first page is painted below the app."""

NOT_BEFORE_THE_FIRST_PAGE = frozenset(
    {
        *("ast", "asyncio", "base64", "dataclasses", "dis", "gettext", "hashlib", "inspect"),
        *("importlib.resources", "random", "rich", "secrets", "shutil", "subprocess", "tempfile"),
        *("textual", "tokenize", "tomllib"),
    }
)
"""Modules that a convenience on the way in brings with it: a dataclass, a parser, a random name."""

NOUNS = """
from importlib import import_module
import berita_tui.news as news, berita_tui.store as store
for room in (news, store):
    inside = {*room._HOMES} | {"Shelf", "Store"} if room is store else {*room._HOMES}
    print(inside == {*room.__all__} and all(hasattr(room, name) for name in room.__all__))
for room in (news, store):
    try:
        room.bogus
    except AttributeError as error:
        print(type(error).__name__)
"""

DOORS_TO_THE_APP = {"berita_tui.__main__", "berita_tui.cli.reader"}


def named(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def definitions(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    return ((name, node) for name, node in nodes() if isinstance(node, kind))


@pytest.mark.unmeasured
def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        named(path): count
        for path in MODULES
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


@pytest.mark.unmeasured
def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for module, node in definitions((ast.FunctionDef, ast.AsyncFunctionDef)):
        assert isinstance(node, Function)
        assert node.end_lineno
        if (lines := node.end_lineno - node.lineno + 1) > MOST_LINES_A_FUNCTION:
            long.append(f"{module}.{node.name}: {lines}")
    assert not long


@pytest.mark.unmeasured
def test_no_class_has_more_than_25_methods() -> None:
    large = []
    for module, node in definitions(ast.ClassDef):
        assert isinstance(node, ast.ClassDef)
        methods = [part for part in node.body if isinstance(part, Function)]
        if len(methods) > MOST_METHODS:
            large.append(f"{module}.{node.name}: {len(methods)}")
    assert not large


@pytest.mark.unmeasured
def test_every_module_opens_with_one_line_that_says_what_it_owns() -> None:
    silent = []
    for name, tree in trees().items():
        first = (ast.get_docstring(tree) or "").split("\n")
        if not first[0].strip().endswith((".", "?")) or (len(first) > 1 and first[1].strip()):
            silent.append(name)
    assert not silent


def test_modules_are_named_for_what_they_are() -> None:
    assert not {named(path) for path in MODULES if path.stem in NO_NAMES}


def test_nothing_downstairs_brings_textual_into_the_process() -> None:
    modules = [
        name
        for path in MODULES
        if not (name := named(path)).startswith("berita_tui.app") and name not in DOORS_TO_THE_APP
    ]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    if 'textual' in sys.modules: sys.exit(name + ' imports textual')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *modules], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "door",
    ["berita_tui.cli, berita_tui.store, berita_tui.settings, berita_tui.guide", "berita_tui.app"],
)
def test_the_opening_path_imports_nothing_heavy(door: str) -> None:
    script = f"import sys, {door}\nprint(sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def loaded_by(script: str, home: Path) -> set[str]:
    """Return the modules that a script in a process of its own says it has loaded."""
    starts = [
        subprocess.run(
            [sys.executable, "-c", script, str(home)],
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in ("the first one puts the guide into the library", "any other")
    ]
    return set(starts[-1].stdout.split())


def test_the_first_headlines_need_these_modules_and_no_others(tmp_path: Path) -> None:
    loaded = loaded_by(FIRST_HEADLINES, tmp_path)
    assert sorted(loaded - ON_THE_WAY_IN) == []
    assert sorted(ON_THE_WAY_IN - loaded) == []


def test_the_first_page_is_painted_before_these_modules_are_imported(tmp_path: Path) -> None:
    loaded = loaded_by(FIRST_PAGE, tmp_path)
    assert sorted(NOT_BEFORE_THE_FIRST_PAGE & loaded) == []


def test_a_noun_is_where_the_package_says_and_no_other_name_is_made_up() -> None:
    done = subprocess.run([sys.executable, "-c", NOUNS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "AttributeError", "AttributeError"]


RUNS_TEXT = {"eval", "exec", "compile", "__import__", "execfile"}
RUNS_PROGRAMS = {"system", "popen", "mktemp", "getoutput", "getstatusoutput"}
NO_MODULES = {"pickle", "marshal", "shelve", "dill", "yaml", "commands", "imp", "xmlrpc"}


def dangers(tree: ast.Module) -> Iterator[str]:
    """Give each place in a module that could run what it is given."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in RUNS_TEXT:
                yield f"{node.lineno}: {name}"
            case ast.Attribute(attr=name) if name in RUNS_PROGRAMS or name.startswith("spawn"):
                yield f"{node.lineno}: {name}"
            case ast.keyword(arg="shell"):
                yield f"{node.value.lineno}: shell"
            case ast.Import(names=names):
                for each in names:
                    if each.name.partition(".")[0] in NO_MODULES:
                        yield f"{node.lineno}: {each.name}"
            case ast.ImportFrom(module=module):
                if (module or "").partition(".")[0] in NO_MODULES:
                    yield f"{node.lineno}: {module}"


@pytest.mark.unmeasured
def test_nothing_runs_what_it_is_given() -> None:
    found = {
        name: dangerous for name, tree in trees().items() if (dangerous := list(dangers(tree)))
    }
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(text)",
        "os.system(text)",
        "os.popen(text)",
        "os.spawnlp(text)",
        "subprocess.run(text, shell=True)",
        "import pickle",
        "from marshal import loads",
        "import yaml",
        "compile(text, '', 'exec')",
    ],
)
def test_the_rule_finds_what_runs_text(source: str) -> None:
    assert list(dangers(ast.parse(source)))


def test_everything_installed_for_development_is_pinned_with_its_hash() -> None:
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    wanted = re.findall(r"^(\S.*?) ?\\?\n((?:    --hash=.*\n)*)", text, re.MULTILINE)
    assert len(wanted) > 40
    assert not [name for name, hashes in wanted if "==" not in name or "sha256:" not in hashes]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--no-deps --require-hashes -r requirements-dev.txt" in makefile


def test_the_map_fits_on_two_pages() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80


def test_the_map_names_every_room_and_every_dependency() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {p.stem for p in SRC.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    wanted = rooms - {"__init__", "__main__"}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    wanted |= set(re.findall(r'"([a-z0-9-]+)', block))
    assert {name for name in wanted if not re.search(rf"\b{name}\b", text)} == set()


def test_nothing_kept_names_a_machine_or_a_package_registry() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("needs a git checkout")
    bad = re.compile(
        r"/hom[e]/[a-z]|/User[s]/[a-z]|/roo[t]/|/wor[k]/|pyp[i]\.org|pythonhoste[d]\.org"
    )
    kept = (ROOT / name for name in listing.stdout.split("\0") if name)
    texts = {p: p.read_bytes().decode("utf-8", "replace") for p in kept if p.is_file()}
    assert not {str(p.relative_to(ROOT)) for p, text in texts.items() if bad.search(text)}
