/**
 * Conversations between people and the model that serves.
 * In come WebSocket frames ({@code message}, {@code cancel}, {@code feedback}) and feedback over REST, each checked strictly.
 * Out go replies, piece by piece and named after the version that wrote them, and an event for every exchange and every piece of feedback.
 */
@NullMarked
package dev.retort.chat;

import org.jspecify.annotations.NullMarked;
