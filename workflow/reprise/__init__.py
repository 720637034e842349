"""Train neural networks many times and compare the results.

The library does not depend on Snakemake. docs/architecture.md describes its folders.
"""
