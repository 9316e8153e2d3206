"""The editorial site and the composition root: pages, settings, addresses."""
