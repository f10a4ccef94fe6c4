"""`python -m deploy.proof [--full] [ROW …]`, called by bin/proof."""

import argparse
import os
import sys

from deploy.proof.rows import ROWS
from deploy.proof.run import run
from deploy.proof.table import read, write
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT

FILE = ROOT / "docs/proof.md"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/proof", description="Runs rows, prints them, writes docs/proof.md."
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(row.name for row in ROWS)}")
    parser.add_argument(
        "--full", action="store_true", help="the long rows too; without it and names the short ones"
    )
    given = parser.parse_args(words)
    known = {row.name for row in ROWS}
    if unknown := [name for name in given.rows if name not in known]:
        raise SetUpError(
            f"There is no row {unknown[0]}.", f"There are: {', '.join(row.name for row in ROWS)}"
        )
    chosen = [
        row for row in ROWS if (row.name in given.rows if given.rows else given.full or not row.is_long)
    ]
    results = run(chosen)
    write(FILE, results)
    for name in results:
        print(read(FILE)[name].line())
    return 0 if all(result.result == "green" for result in results.values()) else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
