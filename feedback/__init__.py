"""What the public says and what became of it: intake, weighing, referral, signature, report."""
