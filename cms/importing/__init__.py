"""Reading the flattened text of a consultation that was published on another site.

Pure: bytes in, `page.ImportedPage` out; nothing is written.
"""
