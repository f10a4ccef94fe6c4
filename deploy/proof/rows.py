"""The promises, and the tests that would fail if they were not kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """``nodes`` are test files or folders, or words of bin/bench when ``is_bench``; long ones run with --full alone."""

    name: str
    promise: str
    nodes: tuple[str, ...]
    is_long: bool = False
    is_bench: bool = False

    @property
    def command(self) -> str:
        return f"bin/proof {self.name}"


ROWS = (
    Row(
        "backup",
        "A moment comes back out of base backup and log; a changed bit or a gap is named",
        ("tests/setup/test_backup.py", "tests/setup/test_retention.py"),
    ),
    Row(
        "restore-drill",
        "What is restored is what is served: tables, ledger, addresses",
        ("tests/setup/test_drill.py",),
        is_long=True,
    ),
    Row(
        "cluster-killed",
        "kill -9 of whoever runs the database: rows stay, the next start recovers",
        ("tests/setup/test_cluster.py",),
    ),
    Row(
        "supervisor-killed",
        "Nothing is left running after bin/serve ends or is killed",
        ("tests/setup/test_serve.py",),
    ),
    Row(
        "import-killed",
        "An import that is killed at any step leaves all or nothing",
        ("tests/importers/test_failpoints.py",),
    ),
    Row(
        "release-killed",
        "A release whose worker is killed is whole or has not been",
        ("tests/layers/changes/test_passage_killed.py",),
    ),
    Row(
        "film-killed",
        "A film whose worker is killed is made by the next one",
        ("tests/layers/videos/test_killed.py",),
        is_long=True,
    ),
    Row(
        "push",
        "E 6: each subscriber gets each notice once, through kills and a lossy gateway",
        ("tests/layers/subscriptions/test_e6.py",),
    ),
    Row("matrix", "Every address in every role: nobody sees what is not theirs", ("tests/matrix",)),
    Row("matrix-full", "The same with all fourteen roles", ("tests/matrix",), is_long=True),
    Row(
        "logins",
        "web_ro sees nothing unpublished, web owns nothing",
        ("tests/logins", "tests/setup/test_logins.py"),
    ),
    Row("ledger", "A ledger that was changed, cut or written anew is found out", ("tests/layers/ledger",)),
    Row(
        "verify",
        "E 7: a downloaded file is compared in the browser, which sends nothing",
        ("tests/browser/test_verify.py",),
    ),
    Row(
        "withdrawn",
        "E 8: what was withdrawn says so wherever its address hangs",
        ("tests/portal/land_info/test_withdrawn.py",),
    ),
    Row("audit", "Every write of staff has its entry; a changed trail is found out", ("tests/layers/audit",)),
    Row("personal", "Personal values are ciphertext, and gone with their key", ("tests/layers/personal",)),
    Row(
        "personal-gate",
        "2,000 planted files: personal data is held back, and no extractor reads it in what is public",
        ("tests/layers/screening/test_corpus.py",),
        is_long=True,
    ),
    Row(
        "positions",
        "No position of a citizen in any log, file or table",
        ("tests/setup/test_positions.py", "tests/portal/test_logs.py"),
    ),
    Row("metrics", "Numbers for the operator tell of no person", ("tests/portal/test_metrics.py",)),
    Row(
        "hostile-files",
        "Attacks by files are refused with a sentence",
        ("tests/importers/test_attacks.py", "tests/importers/test_archive.py"),
    ),
    Row(
        "hostile-parameters",
        "50,000 hostile values in addresses: no answer of 500, no error in the database's log",
        ("tests/setup/test_hostile_parameters.py",),
        is_long=True,
    ),
    Row(
        "sandbox",
        "A parser reaches no net, no file of ours, no more memory than its share",
        ("tests/layers/documents/test_sandbox.py",),
    ),
    Row(
        "production",
        "Production refuses samples, known keys, debug mode",
        ("tests/portal/test_production.py",),
    ),
    Row(
        "hardening",
        "Headers, cookies, bounds, limits of the logins, migrations: docs/hardening.md",
        (
            "tests/portal/test_hardening.py",
            "tests/portal/test_errors.py",
            "tests/portal/test_admin_site.py",
            "tests/setup/test_logins.py",
            "tests/setup/test_migrations.py",
            "tests/setup/test_sbom.py",
        ),
    ),
    Row(
        "front",
        "nginx takes its settings, sheds by 503, keeps the last page for everybody, and units of systemd are right",
        ("tests/setup/test_front.py", "tests/setup/test_nginx.py", "tests/setup/test_units.py"),
    ),
    Row(
        "faults",
        "Network cut, connections taken, a lock held: 503 at once, good again when it is over",
        ("tests/setup/test_faults.py",),
        is_long=True,
    ),
    Row(
        "faults-log",
        "500 seeded runs of operations under failpoints, kill -9, full disks, locks, cuts and clocks: I1-I9 hold",
        ("tests/faults",),
        is_long=True,
    ),
    Row(
        "clock",
        "A clock that jumps ends sessions, opens nothing, and makes no entry of the ledger older than the one before",
        ("tests/portal/desk/test_login.py", "tests/layers/ledger/test_chain.py"),
    ),
    Row(
        "rehearsal",
        "A second machine: nodes restarted under load, a standby that hangs, the primary killed: nothing acknowledged lost",
        ("tests/setup/test_rehearsal.py",),
        is_long=True,
    ),
    Row("dump", "A dump can be restored", ("tests/setup/test_dump.py",)),
    Row(
        "bench-load",
        "Requests a second of one core at p99 of 0.8 s; three times as many are shed",
        ("load",),
        is_long=True,
        is_bench=True,
    ),
    Row("bench-search", "Search costs what its SQL costs", ("search",), is_long=True, is_bench=True),
    Row(
        "bench-feed",
        "A feed of 1,000 features against the common way",
        ("feed",),
        is_long=True,
        is_bench=True,
    ),
)
