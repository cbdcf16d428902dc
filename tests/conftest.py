pytest_plugins = ["tests.ollama_nodes"]
