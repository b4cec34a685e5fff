"""What a program that is open to anybody must state, and may not show."""

from app.settings import Settings
from vit.loading.references import is_local


def check_public(settings: Settings) -> None:
    """Raise ValueError, one sentence, for a public program that is not set up for strangers."""
    if not settings.public:
        return
    if not settings.hosts:
        raise ValueError(
            "--public needs --hosts, the names by which people reach the program, as in "
            "--hosts vit.example.org"
        )
    if is_local(settings.model):
        raise ValueError(
            f"--public shows no file of this machine, and lists and sentences would name "
            f"{settings.model!r}: use a name of timm's or hf-hub:organisation/name"
        )
