package dev.retort.curation;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.retort.problem.Problem;
import dev.retort.problem.QueryNumber;
import dev.retort.problem.Refusal;

/** Reads query parameters; what is wrong is answered with 400 and what would be right. */
final class QueryParameters {
    private QueryParameters() {}

    static <E extends Word> E word(String name, String value, E[] words) {
        return Arrays.stream(words).filter(w -> w.word().equals(value)).findFirst()
                .orElseThrow(() -> bad(name + " '" + value + "' is unknown, expected one of "
                        + Arrays.stream(words).map(Word::word).collect(Collectors.joining(", "))));
    }

    static long number(String name, String value, long least, long most) {
        return QueryNumber.of(name, value, least, most);
    }

    static Refusal bad(String detail) {
        return Problem.plain(400, "Bad Request", detail).refusal();
    }
}
