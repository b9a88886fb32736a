package dev.retort.demo;

import dev.retort.client.ServerReply;

/** The reply to a question, marked by the answer key. */
record Answer(Question question, ServerReply reply) {
    boolean right() {
        return question.isRight(reply.text());
    }
}
