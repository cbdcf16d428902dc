"""The `obt` command: one thin module per command group."""
