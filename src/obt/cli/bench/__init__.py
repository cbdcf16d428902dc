"""`obt bench` and `obt workloads`."""
