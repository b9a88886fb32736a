package dev.retort.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.retort.bench.Answers.Answer;
import dev.retort.bench.Answers.Failed;
import dev.retort.bench.Answers.Outcome;

/** The lines of one streamed completion: when text came first, and what the server says of it at the end. */
final class CompletionEvents implements Flow.Subscriber<String> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    private final long asked;
    private long first;
    private int promptTokens;
    private int tokens;
    private Optional<Outcome> outcome = Optional.empty();

    /** @param asked when, by {@link System#nanoTime} */
    CompletionEvents(long asked) {
        this.asked = asked;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (!line.startsWith(DATA) || outcome.isPresent()) {
            return; // comments, and empty lines between events
        }
        String data = line.substring(DATA.length());
        if (data.equals(DONE)) {
            long now = System.nanoTime();
            outcome = Optional.of(new Answer(promptTokens, tokens, Duration.ofNanos((first == 0 ? now : first) - asked),
                    Duration.ofNanos(now - asked)));
            return;
        }
        try {
            read(JSON.readTree(data));
        } catch (JsonProcessingException e) {
            outcome = Optional.of(new Failed("the stream has an event that is no JSON: " + data));
        }
    }

    private void read(JsonNode event) {
        if (event.has("error")) {
            outcome = Optional.of(new Failed("in the stream: " + event.at("/error/message").asText()));
        }
        if (first == 0 && !event.at("/choices/0/text").asText().isEmpty()) {
            first = System.nanoTime();
        }
        if (event.path("usage").isObject()) {
            promptTokens = event.at("/usage/prompt_tokens").asInt();
            tokens = event.at("/usage/completion_tokens").asInt();
        }
    }

    @Override
    public void onError(Throwable problem) {
        // whoever sent the request is told
    }

    @Override
    public void onComplete() {
        // the outcome is asked for then
    }

    Outcome outcome() {
        return outcome.orElseGet(() -> new Failed("the stream ended without " + DONE));
    }
}
