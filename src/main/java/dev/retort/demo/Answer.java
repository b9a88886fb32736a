package dev.retort.demo;

import dev.retort.client.ServerReply;

/** The reply to a question, marked by the answer key. */
record Answer(Question question, ServerReply reply) {
    boolean right() {
        return question.isRight(reply.text());
    }

    /** Whether a correction was said in place of the model's words. */
    boolean recalled() {
        return reply.recalled().isPresent();
    }
}
