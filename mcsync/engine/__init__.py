"""Runs: planned, sent and settled so that nothing is lost, whatever dies."""
