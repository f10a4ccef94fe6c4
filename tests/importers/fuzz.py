"""Mutated files through the one safe door; see bin/fuzz. Nothing but a Table or a BadInput may come out of it."""

import argparse
import hashlib
import os
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


class Listener:
    """Whoever comes to this port was led there by a file."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port, self.came = self.server.getsockname()[1], []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            self.came.append(caller.getpeername())
            caller.close()


def outcome(folder, number, name, content):
    """read, refused, or what went wrong with this process."""
    from geo.errors import BadInput
    from importers.handed import HandedFile
    from importers.open import open_table

    path = folder / f"{number}.bin"
    path.write_bytes(content)
    try:
        with open_table(HandedFile(name, path)) as table:
            for batch in table.batches():
                list(batch.copy_lines(table.fields))
        result = "read"
    except BadInput as refused:
        result = "refused" if refused.message and refused.parameter else "a refusal without a word"
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    if hashlib.sha256(path.read_bytes()).digest() != hashlib.sha256(content).digest():
        result = "the file was changed"
    path.unlink()
    return result


def run(count, seed, workers, keep):
    """How often each outcome was, and what is wrong; files at fault are kept in ``keep``."""
    from tests.importers.mutate import files

    listener = Listener()
    tally, wrong = Counter(), []
    with tempfile.TemporaryDirectory(prefix="cuntu-fuzz-") as folder, ThreadPoolExecutor(workers) as pool:
        # A place of its own, so that what is left behind is ours; the account of the parsers must get through.
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        os.chmod(folder, 0o755)
        tempfile.tempdir, usual = str(scratch), tempfile.tempdir

        def one(given):
            number, (name, content) = given
            result = outcome(Path(folder), number, name, content)
            if result not in ("read", "refused"):
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{number}-{name}").write_bytes(content)
                wrong.append(f"{seed}-{number} {name}: {result}")
            return result

        for number, result in enumerate(pool.map(one, enumerate(files(seed, count, listener.port))), 1):
            tally[result] += 1
            if number % 500 == 0:
                print(f"{number} files: {dict(tally)}, {len(listener.came)} connections", flush=True)
        left = os.listdir(scratch)
        tempfile.tempdir = usual
    time.sleep(0.3)
    if listener.came:
        wrong.append(f"{len(listener.came)} connections to the listener")
    if left:
        wrong.append(f"folders left behind: {sorted(left)[:5]}")
    listener.server.close()
    return tally, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)
    tally, wrong = run(options.count, options.seed, options.workers, Path("var/fuzz"))
    print(dict(tally))
    for line in wrong:
        print(f"✗ {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
