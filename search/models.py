"""The database's own index of published words."""
