"""The department's screens inside Wagtail's admin."""
