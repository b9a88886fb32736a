package dev.retort.demo;

import dev.retort.client.Reply;

/** What came back for a question, marked by the answer key. */
record Answer(Question question, Reply reply) {
    boolean right() {
        return question.isRight(reply.text());
    }
}
