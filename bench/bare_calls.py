"""What a session's processor time is held against: a process that asks a model by its SDK and does nothing with the answers.

    python -m bench.bare_calls URL BODY

`BODY` is a file with what is asked, as JSON. Of every number on its standard input it makes so many calls, four at a time, and
answers with the processor seconds they took.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from anthropic import AsyncAnthropic

AT_A_TIME = 4


async def main(url: str, body: dict[str, Any]) -> None:
    async with AsyncAnthropic(api_key="test-key", base_url=url, max_retries=0) as client:
        turns = asyncio.Semaphore(AT_A_TIME)

        async def one() -> None:
            async with turns:
                await client.messages.create(**body)

        await one()
        while number := await asyncio.to_thread(sys.stdin.readline):
            began = time.process_time()
            await asyncio.gather(*(one() for _ in range(int(number))))
            print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
