package dev.retort.problem;

import java.time.Duration;
import java.util.Optional;

/**
 * Anything that is refused or goes wrong, in the terms of RFC 9457.
 *
 * @param type the kind of problem: {@code urn:retort:problem:…}, or {@code about:blank} where the status says it all
 * @param title the kind in words
 * @param status the HTTP status that it has, or would have
 * @param detail what is wrong this time, naming the thing, and what would be right
 * @param field the part of the request that is wrong, where it is one
 * @param retryAfter when to try again, where that can help
 */
public record Problem(String type, String title, int status, String detail, Optional<String> field, Optional<Duration> retryAfter) {
    static final String URN = "urn:retort:problem:";
    static final String BLANK = "about:blank";
    private static final Duration SOON = Duration.ofSeconds(5);

    /** A problem of a kind of its own. */
    public static Problem of(int status, String slug, String title, String detail) {
        return new Problem(URN + slug, title, status, detail, Optional.empty(), Optional.empty());
    }

    /** A problem that has no name but its status. */
    public static Problem plain(int status, String title, String detail) {
        return new Problem(BLANK, title, status, detail, Optional.empty(), Optional.empty());
    }

    public static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request is not understood", detail);
    }

    public static Problem badRequest(String field, String detail) {
        return badRequest(detail).in(field);
    }

    /** Something that others do and this server does not. */
    public static Problem unsupported(String field, String detail) {
        return of(400, "unsupported", "Not supported", detail).in(field);
    }

    public static Problem tooLong(String detail) {
        return of(413, "too-long", "The text is too long", detail);
    }

    /** A prompt of which no part may be left out. */
    public static Problem exceedsContext(String field, String detail) {
        return of(400, "exceeds-context", "It does not fit the model's context", detail).in(field);
    }

    public static Problem unknown(String detail) {
        return of(404, "unknown", "There is no such thing", detail);
    }

    public static Problem unknownModel(String field, String detail) {
        return of(404, "unknown-model", "There is no such model", detail).in(field);
    }

    public static Problem notYours(String detail) {
        return of(403, "not-yours", "It belongs to someone else", detail);
    }

    /** Something that only agents may do. */
    public static Problem notForVisitors(String detail) {
        return of(403, "not-for-visitors", "Only agents may do this", detail);
    }

    public static Problem conflict(String slug, String title, String detail) {
        return of(409, slug, title, detail);
    }

    public static Problem tooMany(String detail, Duration wait) {
        return of(429, "too-many", "Too many requests", detail).retryAfter(wait);
    }

    /** Not possible now; in a few seconds it may be. */
    public static Problem unavailable(String detail) {
        return unavailable(detail, SOON);
    }

    public static Problem unavailable(String detail, Duration wait) {
        return of(503, "unavailable", "Not possible now", detail).retryAfter(wait);
    }

    /** Something that another process of the installation can do. */
    public static Problem otherRole(String roles, String needed) {
        return of(421, "other-role", "This server has another role",
                "the roles of this server are %s; ask one that has %s".formatted(roles, needed));
    }

    public static Problem broken(String detail) {
        return of(500, "failure", "The server failed", detail);
    }

    private Problem in(String wrongField) {
        return new Problem(type, title, status, detail, Optional.of(wrongField).filter(name -> !name.isEmpty()), retryAfter);
    }

    private Problem retryAfter(Duration wait) {
        return new Problem(type, title, status, detail, field, Optional.of(wait));
    }

    /** The name of its kind; empty where the status says it all. */
    String slug() {
        return type.startsWith(URN) ? type.substring(URN.length()) : "";
    }

    public Refusal refusal() {
        return new Refusal(this);
    }
}
