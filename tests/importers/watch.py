"""How much memory the children of this process take."""

import os
import threading
import time
from pathlib import Path


class Watch(threading.Thread):
    """The most memory that any child of this process and its children had, in bytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most, self.over = 0, False

    def run(self):
        while not self.over:
            parents, resident = {}, {}
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents[int(folder.name)], resident[int(folder.name)] = int(fields[1]), int(fields[21]) * 4096
            mine = {os.getpid()}
            for _ in range(4):
                mine |= {pid for pid, parent in parents.items() if parent in mine}
            self.most = max(self.most, sum(resident[pid] for pid in mine - {os.getpid()} if pid in resident))
            time.sleep(0.02)
