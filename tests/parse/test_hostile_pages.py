"""Hostile pages and subscription lists, each in a process with the worker's limits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import gzip, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from berita_tui.news import Unreadable
from berita_tui.parse.documents import read_document
from berita_tui.parse.markup import clean_html
from berita_tui.parse.opml import read_opml
from berita_tui.parse.pages import read_page
def read_article(data):
    read_page(data, seen=datetime.now(UTC))
def read_body(data):
    read_document(clean_html(data.decode("utf-8", "replace")))
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (200, 200))
for name in sys.argv[1:]:
    data = Path(name).read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    readers = [read_opml] if "opml_" in name else [read_article, read_body]
    for read in readers:
        try:
            read(data)
        except Unreadable:
            pass
"""


def test_hostile_pages_and_lists_end_within_the_limits(shared: Path, tmp_path: Path) -> None:
    cases = shared / "data/hostile/cases"
    names = sorted(str(each) for kind in ("html_*", "opml_*") for each in cases.glob(kind))
    assert len(names) > 15
    # Not measured for coverage: following every line takes a reader past its limits.
    plain = {name: to for name, to in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", CODE, *names], capture_output=True, text=True, check=False, env=plain
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not Path("/tmp/pwned").exists()
