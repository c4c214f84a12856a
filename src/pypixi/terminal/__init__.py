"""What is shown to a person: reports, diagnostics, progress, tables."""
