"""Who there is: a person of a tenant, coaching relationships, installations of the app, and a person's own data."""
