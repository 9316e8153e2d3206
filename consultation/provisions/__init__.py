"""Reading legal texts: labels, numbers and dates, blocks, and how two texts correspond.

Knows neither the database nor Django.
"""
