"""The distribution's two packages stand together, and reading a page drags in neither Scrapy nor SQL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import newsarchive
import storage


def test_both_packages_come_from_one_place() -> None:
    assert Path(newsarchive.__file__).parents[1] == Path(storage.__file__).parents[1]


def test_python_use_needs_no_scrapy_at_import() -> None:
    code = (
        "import sys, newsarchive; newsarchive.extract; newsarchive.open_archive; "
        "print(*sorted({'scrapy', 'twisted'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
