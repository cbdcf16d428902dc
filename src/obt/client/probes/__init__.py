"""What the machine is and how it fares. Absence is a value with a reason, never a made-up number.

Each probe takes what it reads as arguments (a file tree, a library, functions), so that tests feed
it other machines. `machine` puts the probes together, `thread` runs them beside the event loop.
"""
