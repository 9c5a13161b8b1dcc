"""MongoDB: collections, indexes, queries, encryption at rest. Implements core's ports; knows no chat and no handlers."""

from storage.data_folder import NoDatabase
from storage.open import Storage, StorageConfig, open_database, open_storage
from storage.starting import outlast

__all__ = ["NoDatabase", "Storage", "StorageConfig", "open_database", "open_storage", "outlast"]
