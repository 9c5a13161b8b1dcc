"""How long a loop was kept from its other work."""

import asyncio
import gc
import time
from collections.abc import Coroutine
from typing import Any


async def longest_on_the_loop(work: Coroutine[Any, Any, object]) -> float:
    """Seconds of processor time of the loop's own thread, until `work` is done, between two turns of somebody who waits 5 ms. The
    clock would also tell what other processes make it wait."""
    gc.collect()
    gc.freeze()  # as the bot does at its start; what other tests have left would be gone through again
    try:
        task, spent = asyncio.create_task(work), [0.0]
        while not task.done():
            before = time.thread_time()
            await asyncio.sleep(0.005)
            spent.append(time.thread_time() - before)
        await task
        return max(spent)
    finally:
        gc.unfreeze()
