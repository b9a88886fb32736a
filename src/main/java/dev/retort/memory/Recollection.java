package dev.retort.memory;

/** The memory's answer to a question. */
public sealed interface Recollection {
    /** The rule that decided, for metrics and events: {@code words}, {@code meaning}, {@code mistake} or {@code nothing}. */
    String rule();

    /** No correction holds here: the model's own reply stands. */
    record Nothing(Why why) implements Recollection {
        @Override
        public String rule() {
            return "nothing";
        }
    }

    /** A correction holds here: its reply is to be said instead of the model's. */
    sealed interface Recalled extends Recollection {
        Correction correction();
    }

    /** The same was asked, word by word. */
    record SameWords(Correction correction) implements Recalled {
        @Override
        public String rule() {
            return "words";
        }
    }

    /**
     * The same was meant (rule 1).
     *
     * @param likeness cosine of the question's vector and the correction's
     * @param known    cosine to the nearest known question, -1 where there is none
     */
    record SameMeaning(Correction correction, double likeness, double known) implements Recalled {
        @Override
        public String rule() {
            return "meaning";
        }
    }

    /**
     * The model was about to say a reply that several corrections say is wrong (rule 2).
     *
     * @param agreeing the corrections of that reply that say the same
     * @param vouchers the people who vouch for them
     */
    record SameMistake(Correction correction, int agreeing, int vouchers) implements Recalled {
        @Override
        public String rule() {
            return "mistake";
        }
    }

    /** The reason why nothing is recalled. */
    enum Why {
        /** No correction is about anything like it. */
        NOTHING_NEAR,
        /** It is nearer to a question whose reply is known to be right, or too near to one. */
        KNOWN,
        /** The corrections that hold here contradict each other. */
        CONTRADICTED,
        /** The correction was recalled here before, and that was flagged. */
        LET_GO,
        /** The correction's reply has placeholders of redaction, which nobody can be told. */
        REDACTED
    }
}
