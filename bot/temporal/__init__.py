"""Jobs carried by Temporal, for those who run it already (docs/temporal.md); the extra `temporal`.

The documents of jobs stay where they are and stay the truth; Temporal says when one is carried, and by whom. Imported only where
it is configured.
"""

from collections.abc import Mapping

from temporalio.client import Client
from temporalio.envconfig import ClientConfig


async def connect(environment: Mapping[str, str], *, lazy: bool = False) -> Client:
    """A client by Temporal's own environment keys (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…). A lazy
    one connects with its first call, and cannot carry jobs."""
    options = ClientConfig.load_client_connect_config(disable_file=True, override_env_vars=environment)
    return await Client.connect(**options, lazy=lazy)
