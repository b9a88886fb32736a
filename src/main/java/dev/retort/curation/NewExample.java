package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;

/**
 * An example that is brought in from outside, approved by whoever imports it. Personal data is taken out of it unless it is the base model's own.
 *
 * @param source {@code correction}, {@code praise} or {@code domain}: one of the conversations that the base model was made from
 * @param split  {@code train}, {@code validation} or {@code gate}; chosen by the store if empty
 */
public record NewExample(List<ChatTurn> prompt, String chosen, Optional<String> rejected, String source, Optional<String> split) {}
