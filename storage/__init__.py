"""MongoDB: collections, indexes, queries, encryption at rest. Implements core's ports; knows no chat and no handlers."""

from storage.embedded import NoDatabase
from storage.open import Storage, StorageConfig, open_storage

__all__ = ["NoDatabase", "Storage", "StorageConfig", "open_storage"]
