package dev.retort.chat;

import dev.retort.serving.Admitted;

/**
 * What is wrong, in the form of RFC 9457.
 *
 * @param type names the kind of problem: {@code urn:retort:problem:…}
 * @param title the kind in words
 * @param status the HTTP status that it has, or would have
 * @param detail what is wrong this time, naming the thing, and what would be right
 */
record Problem(String type, String title, int status, String detail) {
    static Problem of(int status, String slug, String title, String detail) {
        return new Problem("urn:retort:problem:" + slug, title, status, detail);
    }

    static Problem badFrame(String detail) {
        return of(400, "bad-request", "The request is not understood", detail);
    }

    static Problem tooLong(String detail) {
        return of(413, "too-long", "The text is too long", detail);
    }

    static Problem unknown(String detail) {
        return of(404, "unknown", "There is no such thing", detail);
    }

    static Problem notYours(String detail) {
        return of(403, "not-yours", "It belongs to someone else", detail);
    }

    static Problem conflict(String slug, String title, String detail) {
        return of(409, slug, title, detail);
    }

    static Problem unavailable(String detail) {
        return of(503, "unavailable", "Not possible now", detail);
    }

    static Problem refused(Admitted.Refused refused) {
        String detail = "%s; try again in %d seconds".formatted(refused.reason(), refused.retryAfter().toSeconds());
        return refused.overShare() ? of(429, "too-many", "Too many requests", detail) : unavailable(detail);
    }

    static Problem broken(String detail) {
        return of(500, "failure", "The server failed", detail);
    }

    Refusal refusal() {
        return new Refusal(this);
    }
}
