package dev.retort.curation;

import java.util.List;
import java.util.Optional;

import dev.retort.events.ChatTurn;

/**
 * An example that is brought in from outside, approved by whoever imports it. Personal data is taken out of it unless it is the base model's own.
 *
 * @param source any but {@link Source#FLAG}: it has a reply to learn
 * @param split  chosen by the store if empty
 */
public record NewExample(List<ChatTurn> prompt, String chosen, Optional<String> rejected, Source source, Optional<Split> split) {}
