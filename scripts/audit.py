#!/usr/bin/env python3
"""Look for known holes in the versions that are pinned, where pip-audit and its data can be had.

    python scripts/audit.py [REQUIREMENTS …]

Ends with 0 where nothing is known or nothing could be looked for, which is said; else as pip-audit
does. It ends with 0 itself, and says that it has found nothing, where its data have none of the
packages: an index that is a mirror often lacks them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parents[1] / "requirements-dev.txt"


def main() -> int:
    """Let pip-audit look, and tell what it says; return the code to end with."""
    tool = shutil.which("pip-audit")
    if tool is None:
        print("Nothing was looked for: pip-audit is not here (pipx install pip-audit).")
        return 0
    command = [tool, "--disable-pip", "--require-hashes", "--progress-spinner=off"]
    command += ["--format=json"]
    for path in sys.argv[1:] or [str(PINNED)]:
        command += ["--requirement", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"Nothing was looked for: {' '.join(done.stderr.splitlines()[-1:])[:300]}")
        return 0
    return judged(told, done.returncode)


def judged(told: list[dict[str, Any]], code: int) -> int:
    """Tell what was found; return the code to end with."""
    known = [each for each in told if "vulns" in each]
    if not known:
        print(f"Nothing was looked for: the data of pip-audit have none of {len(told)} packages.")
        return 0
    for each in known:
        for hole in each["vulns"]:
            cures = ", ".join(hole["fix_versions"]) or "no version"
            print(f"{each['name']} {each['version']}: {hole['id']}, mended in {cures}")
    unknown = [each["name"] for each in told if "vulns" not in each]
    rest = f"; not looked up: {', '.join(unknown)}" if unknown else ""
    count = sum(len(each["vulns"]) for each in known)
    print(f"Known holes: {count}, in {len(known)} packages that were looked up{rest}.")
    return code


if __name__ == "__main__":
    sys.exit(main())
