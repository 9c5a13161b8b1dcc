"""Real replicas, a real MongoDB and services that fail, under load and kill -9. Run by `make chaos`, not by `make test`."""
