"""Carries out jobs: the worker keeps and reports them, one handler for each kind does the work."""
