import random
import time

import pytest

from layers.screening.gate import words
from tests.layers.screening import corpus as c


@pytest.mark.parametrize("maker", [*c.TEXT, *c.CLEAN, *c.SCANS, *c.CLEAN_SCANS], ids=lambda m: m.__name__)
def test_smoke(screened, maker):
    p = maker(random.Random(5))
    t = time.time()
    s = screened(p.content, p.name)
    print(
        maker.__name__,
        round(time.time() - t, 2),
        s.state,
        words(s),
        [(f.kind, f.excerpt, f.left, f.top) for f in s.findings.all()][:3],
        s.derivative and s.derivative.size,
        len(p.content),
    )
