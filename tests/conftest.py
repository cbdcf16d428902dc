import signal

pytest_plugins = ["tests.ollama_nodes"]

# Where the tests themselves run in the background, Ctrl-C is ignored, and so it would be by every
# program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
