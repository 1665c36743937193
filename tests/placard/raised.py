"""A program that raises the curtain and is then ended in some way: raised.py KIND."""

from __future__ import annotations

import os
import signal
import sys
import time

from berita_tui.placard.curtain import Curtain

PAGE = "\x1b[1;1HPAINTED"


def main() -> None:
    if sys.argv[1] == "wait on":
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    with Curtain() as curtain:
        assert curtain.rise(PAGE)
        match sys.argv[1]:
            case "error":
                raise RuntimeError("kaput")
            case "keys":
                sys.stdout.write(repr(os.read(0, 100)))
                sys.stdout.flush()
            case "handed over":
                curtain.hand_over()
            case _:
                time.sleep(60)


if __name__ == "__main__":
    main()
