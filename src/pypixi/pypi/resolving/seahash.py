"""SeaHash, the hash that names the folders of uv's cache."""

from __future__ import annotations

_MASK = 2**64 - 1
_PRIME = 0x6EED0E9DA4D94A4F
_SEEDS = (
    0x16F11FE89B0D677C,
    0xB480A793D8E6C86C,
    0x6FE2E5AAF078EBC9,
    0x14F994A4C5259381,
)


def text_digest(text: str) -> str:
    """Return the digest of a text as uv writes it: 16 hexadecimal digits."""
    # A text is fed as Rust hashes it, with a byte that ends it.
    return seahash(text.encode() + b"\xff").to_bytes(8, "little").hex()


def seahash(data: bytes) -> int:
    """Return the hash of data, 64 bits."""
    state = _SEEDS
    for start in range(0, len(data), 8):
        block = data[start : start + 8]
        mixed = _diffuse(state[0] ^ int.from_bytes(block, "little"))
        full = len(block) == 8  # noqa: PLR2004
        state = (*state[1:], mixed) if full else (mixed, *state[1:])
    return _diffuse(state[0] ^ state[1] ^ state[2] ^ state[3] ^ len(data))


def _diffuse(value: int) -> int:
    value = value * _PRIME & _MASK
    value ^= (value >> 32) >> (value >> 60)
    return value * _PRIME & _MASK
