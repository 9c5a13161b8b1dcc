"""Coverage-guided fuzzing of the readers with atheris, which is no dependency of the project.

    pip install --target /tmp/atheris atheris
    PYTHONPATH=/tmp/atheris python -m tests.intake.atheris_fuzz -max_total_time=60 -max_len=4096

A crash is any exception that is no refusal. The seeds are the files of the round-trip writers.
"""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["core"]):
        from core.reading.extraction import read  # noqa: PLC0415 - imported under instrumentation
        from core.reading.roles import infer  # noqa: PLC0415
        from core.refusal import Refused  # noqa: PLC0415
    from tests.intake.test_fuzz import SEEDS  # noqa: PLC0415

    def one(data: bytes) -> None:
        try:
            infer(read(data))
        except Refused:
            return

    with tempfile.TemporaryDirectory() as folder:
        for name, seed in SEEDS.items():
            # Office and PDF packages are too slow to mutate under instrumentation; their text is reached by the others.
            if not seed.startswith((b"PK", b"%PDF")):
                (Path(folder) / name).write_bytes(seed)
        atheris.Setup([*sys.argv, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
