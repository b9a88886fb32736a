package dev.retort.local;

/** A value as configuration reads it back unchanged: a dollar sign would begin an expression. */
final class PlainValue {
    private PlainValue() {}

    static String of(String value) {
        return value.replace("$", "\\$");
    }
}
