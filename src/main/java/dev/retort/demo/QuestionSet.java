package dev.retort.demo;

import java.util.Locale;

/** Questions that nobody corrects, kept apart by what they may be looked at for. No question is in two of them. */
public enum QuestionSet {
    /** To look at while something is built, as often as one likes. */
    DEVELOP,
    /** To choose between settings by their figures. */
    CHOOSE,
    /** To tell what came of it: asked once, at the end. Whatever is chosen after that look needs a new set. */
    REPORT;

    /** The name as an option and as a file. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether single replies may be read, and not only figures. */
    boolean open() {
        return this != REPORT;
    }
}
