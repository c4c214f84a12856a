"""From ``[package]`` to its typed values."""
