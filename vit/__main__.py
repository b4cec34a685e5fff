"""`python -m vit inspect FILE`: what a file of weights holds, and whether it opens."""

import sys

from vit.loading.inspection import inspection
from vit.loading.load_error import LoadError

USAGE = "usage: python -m vit inspect FILE, or timm_name=FILE, or a folder"


def main(words: list[str]) -> int:
    """Print the lines of each file; return 1 if one does not open, 2 for another command."""
    if len(words) < 2 or words[0] != "inspect":
        print(USAGE, file=sys.stderr)
        return 2
    failed = 0
    for text in words[1:]:
        try:
            lines, opens = inspection(text)
        except LoadError as error:
            lines, opens = [f"{error}."], False
        print("\n".join(lines))
        failed |= not opens
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
