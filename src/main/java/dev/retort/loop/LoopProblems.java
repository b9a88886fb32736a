package dev.retort.loop;

import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;

/** Refusals of the API. */
final class LoopProblems {
    private LoopProblems() {}

    static Refusal conflict(String title, String detail) {
        return Problem.plain(409, title, detail).refusal();
    }

    static Refusal notFound(String title, String detail) {
        return Problem.plain(404, title, detail).refusal();
    }
}
