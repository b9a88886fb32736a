package dev.retort.dataset;

/** A reading of rows that their owner should know of, because it might have been another one. */
enum Remark {
    OTHER_LABEL("Rows with a label that says neither good nor bad; it was passed over, and their replies are learned"), OTHER_NUMBERS(
            "Rows that answer what an earlier row asks with other numbers, one of which may be out of date"), INSTRUCTIONS(
                    "Rows in Alpaca's or Dolly's shape; the instruction became the question, with its input below, without the text that Alpaca's own prompt puts before it"), LITERAL_QUOTES(
                            "Rows with quotes that open no quoted cell; they were read as they stand");

    private final String words;

    Remark(String words) {
        this.words = words;
    }

    /** A sentence without its end. */
    String words() {
        return words;
    }
}
