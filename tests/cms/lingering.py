"""A consumer that waits to be killed the first time, and does its work the second time."""

import os
import time
from pathlib import Path


def linger(*, at, folder):
    pids = Path(folder) / "pids"
    first = not pids.exists()
    with pids.open("a") as file:
        file.write(f"{os.getpid()}\n")
    while first:
        time.sleep(0.1)
    with (Path(folder) / "result").open("a") as file:
        file.write("done\n")
