"""Access to the Ollama beside this client, through its official library."""
