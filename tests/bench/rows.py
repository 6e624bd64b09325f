"""One row of the benchmark table, and the commands that make a database for it."""

import subprocess
import sys
from collections.abc import Callable, Sequence

from tests.bench.server import Cost, Server

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
    return _row(name, lambda: server.ask(path, requests), lambda: server.ask(bare_path, requests))


def fragment_row(server: Server, name: str, path: str, requests: int) -> str:
    """What htmx asks for, such as the preview of a plan while its sliders move."""
    server.ask_fragment(path, 5)
    bare_path = f"/bare/{server.ask_fragment(path, 1).size}/"
    server.ask(bare_path, 5)
    return _row(name, lambda: server.ask_fragment(path, requests), lambda: server.ask(bare_path, requests))


def post_row(server: Server, name: str, paths: Sequence[str], token: str, requests: int) -> str:
    """Several addresses are asked in turn, such as a tick and its taking back, so that each POST changes something."""
    bare = ("/bare-post/",)
    server.post(paths, 10, token=token)
    server.post(bare, 10, token=token)
    return _row(
        name, lambda: server.post(paths, requests, token=token), lambda: server.post(bare, requests, token=token)
    )


def _row(name: str, ask: Callable[[], Cost], ask_bare: Callable[[], Cost]) -> str:
    pages, bares = [], []
    for _ in range(ROUNDS):
        pages.append(ask())
        bares.append(ask_bare())
    page, bare = (sorted(costs, key=lambda cost: cost.cpu_ms)[ROUNDS // 2] for costs in (pages, bares))
    return (
        f"| {name} | {page.size / 1024:.0f} | {page.per_second:.0f} | {page.cpu_ms:.1f} | {bare.per_second:.0f} "
        f"| {bare.cpu_ms:.1f} | {page.cpu_ms / bare.cpu_ms:.1f} |"
    )
