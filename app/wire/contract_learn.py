"""The contract of training one's own ViT, which needs an open page: its visit alone orders it."""

from app.parameters import Whole, Word
from app.wire.forms_explain import Failure, Nothing
from app.wire.forms_learn import (
    TrainedModel,
    TrainingName,
    TrainingOrder,
    TrainingStep,
)
from app.wire.limits import TRAINING_SECONDS
from app.wire.route import Json, Lines, Route, Text
from app.wire.route_parameters import SIZES_OF_MODEL

LEARN_ROUTES: dict[str, Route] = {
    "train": Route(
        "train",
        "Training of such a model; closing the connection stops it.",
        Lines((TrainingName, TrainingStep, TrainedModel, Failure, Nothing)),
        {**SIZES_OF_MODEL, "seconds": Whole(*TRAINING_SECONDS)},
    ),
    "train_order": Route(
        "train/{name}/{order}",
        "An order to a training under way.",
        Json(Nothing),
        {"name": Text("k3Jd9_aQ"), "order": Word.of(TrainingOrder)},
    ),
}
