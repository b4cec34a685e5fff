"""From a picture and a checkpoint to a record: made once, kept within bounds."""
