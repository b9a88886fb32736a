package dev.retort.demo;

import dev.retort.client.Reply;

/** The reply to a question, marked by the answer key. */
record Answer(Question question, Reply reply) {
    boolean right() {
        return question.isRight(reply.text());
    }
}
