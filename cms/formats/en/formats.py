"""Names of months in full, as beside them where the year is left out."""

DATE_FORMAT = "F j, Y"
