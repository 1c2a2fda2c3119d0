"""Tests of the rules: each finds what it forbids, and nothing else."""
