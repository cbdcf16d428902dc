"""Prompts that people try out: asked of the Ollama here, told piece by piece while they watch.

`room` is small and always there, `chat` asks; it is imported with the first prompt.
"""
