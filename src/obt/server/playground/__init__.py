"""One prompt to many models at once, answers live; and which of two answers people liked better."""
