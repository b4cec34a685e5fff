"""What Python and the page exchange: the forms of replies, questions and progress."""
