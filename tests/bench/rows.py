"""One row of the benchmark table, and the commands that make a database for it."""

import subprocess
import sys

from tests.bench.server import Server

ROUNDS = 3
HEAD = "| page | KiB | requests/s | CPU ms | bare requests/s | bare CPU ms | ratio |\n|---|---|---|---|---|---|---|"


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def row(server: Server, name: str, path: str, requests: int) -> str:
    server.ask(path, 5)
    bare_path = f"/bare/{server.ask(path, 1).size}/"
    server.ask(bare_path, 5)
    pages, bares = [], []
    for _ in range(ROUNDS):
        pages.append(server.ask(path, requests))
        bares.append(server.ask(bare_path, requests))
    page, bare = (sorted(costs, key=lambda cost: cost.cpu_ms)[ROUNDS // 2] for costs in (pages, bares))
    return (
        f"| {name} | {page.size / 1024:.0f} | {page.per_second:.0f} | {page.cpu_ms:.1f} | {bare.per_second:.0f} "
        f"| {bare.cpu_ms:.1f} | {page.cpu_ms / bare.cpu_ms:.1f} |"
    )
