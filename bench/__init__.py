"""`make bench`: the budgets of docs/performance.md, measured on this machine."""
