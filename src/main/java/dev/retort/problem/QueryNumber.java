package dev.retort.problem;

/** A query parameter that is a number. Left to the framework, one that is none would be "not found". */
public final class QueryNumber {
    private QueryNumber() {}

    /** @throws Refusal naming the parameter, if it is no whole number within the bounds */
    public static long of(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw Problem.plain(400, "Bad Request", "%s '%s' is not a whole number from %d to %d".formatted(name, value, least, most))
                .refusal();
    }
}
