package dev.retort.cli.demo;

import dev.retort.cli.client.Reply;

/** What came back for a question, marked by the answer key. */
record Answer(Question question, Reply reply) {
    boolean right() {
        return question.isRight(reply.text());
    }
}
