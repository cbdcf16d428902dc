"""What was: telemetry of each client, downsampled as it ages, and a log of what happened to it."""
