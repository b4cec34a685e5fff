"""What the decoders of pictures raise on data that is damaged."""

import struct
import zlib

# Pillow's decoders let out whatever they meet: a division by zero, a missing attribute, an
# assertion, a size for which there is no memory.
DAMAGE: tuple[type[Exception], ...] = (
    *(OSError, EOFError, SyntaxError, ValueError, LookupError, TypeError, RuntimeError),
    *(struct.error, zlib.error, ArithmeticError, AttributeError, AssertionError, BufferError),
    MemoryError,
)
