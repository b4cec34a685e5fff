"""The app: `python app.py`, with options that `python app.py --help` lists."""

import os
import sys

from app.doors.strict import check_public
from app.engine.engine import Engine
from app.operator.metrics import check_metrics
from app.settings import Settings
from app.ui.first_example import FirstExample
from app.ui.page import begin, build, start

try:
    settings = Settings.parse(sys.argv[1:] if __name__ == "__main__" else [], os.environ)
    check_public(settings)
    check_metrics(wanted=settings.metrics)
    engine = Engine(settings)
except ValueError as error:
    sys.exit(f"{error}.")

first = begin(engine) if __name__ == "__main__" else FirstExample(engine)
demo = build(engine, settings)

if __name__ == "__main__":
    print(start(demo, engine, settings, first), flush=True)
    demo.block_thread()
