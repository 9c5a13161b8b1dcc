"""Microsoft Teams over the Connector's REST protocol. Knows Teams' payloads; nobody else does."""
