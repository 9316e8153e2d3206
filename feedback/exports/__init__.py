"""A published report as files: office documents made in a job, open data streamed to anybody."""
