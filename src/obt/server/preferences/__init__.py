"""Which of two answers people liked better: votes, and what they add up to."""
