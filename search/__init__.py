"""Finding published words: documents, one query language, interchangeable backends."""
