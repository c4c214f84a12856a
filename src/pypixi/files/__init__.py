"""Safe files: written whole, locked across processes, named without surprises."""
