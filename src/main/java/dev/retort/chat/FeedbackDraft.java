package dev.retort.chat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.retort.events.FeedbackEvent.Reason;
import dev.retort.events.FeedbackEvent.Verdict;

/** Feedback as it was sent: well-formed, but perhaps about a reply that isn't the sender's. */
record FeedbackDraft(String exchangeId, Verdict verdict, Optional<Reason> reason, Optional<String> betterReply, Optional<String> comment) {
    static final Set<String> FIELDS = Set.of("exchangeId", "verdict", "reason", "betterReply", "comment");
    private static final int LONGEST_EXCHANGE_ID = 1000;

    static FeedbackDraft read(JsonFields json, int maxText) {
        String exchangeId = json.required(json.text("exchangeId"), "exchangeId");
        if (exchangeId.isEmpty() || exchangeId.length() > LONGEST_EXCHANGE_ID) {
            throw json.wrong("exchangeId", "has " + exchangeId.length() + " characters, expected the exchangeId of a response");
        }
        String verdictName = json.required(json.text("verdict"), "verdict");
        Verdict verdict = Verdict.of(verdictName).orElseThrow(() -> json.wrong("verdict",
                "is none of " + Arrays.stream(Verdict.values()).map(Verdict::wireName).collect(Collectors.joining(", "))));
        Optional<Reason> reason = json.text("reason").map(name -> Reason.of(name).orElseThrow(() -> json.wrong("reason",
                "is none of " + Arrays.stream(Reason.values()).map(Reason::wireName).collect(Collectors.joining(", ")))));
        Optional<String> betterReply = json.prose("betterReply", maxText);
        if (verdict == Verdict.CORRECTED && betterReply.isEmpty()) {
            throw json.wrong("betterReply", "is missing: \"corrected\" says what the reply should have been");
        }
        if (verdict != Verdict.CORRECTED && betterReply.isPresent()) {
            throw json.wrong("betterReply", "belongs to the verdict \"corrected\" only");
        }
        return new FeedbackDraft(exchangeId, verdict, reason, betterReply, json.prose("comment", maxText));
    }

    /** The same for two drafts exactly if they say the same. */
    String content() {
        return String.join("\u0000", exchangeId, verdict.wireName(), reason.map(Reason::wireName).orElse(""),
                betterReply.map(text -> "=" + text).orElse(""), comment.map(text -> "=" + text).orElse(""));
    }
}
