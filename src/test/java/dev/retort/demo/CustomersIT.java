package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retort.Patience;
import dev.retort.chat.Topic;
import dev.retort.client.ServerAddress;
import dev.retort.demo.Question.Group;
import dev.retort.local.StackResource;
import dev.retort.serving.LiveModel;
import dev.retort.terminal.Terminal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CustomersIT {
    @TestHTTPResource
    URI http;

    @Inject
    LiveModel live;

    @Inject
    Topic topic;

    @Test
    void aQuestionThatComesAfterOtherTurnsIsAskedInTheirConversation() throws Exception {
        Patience.await().until(() -> live.current().isPresent());
        var client = HttpClient.newHttpClient();
        var server = new ServerAddress(http, Optional.empty());
        var silent = new PrintStream(new ByteArrayOutputStream());
        List<Answer> answers = new Customers(client, server, new Terminal(silent, silent, false))
                .ask(List.of(question(List.of("Safe", "Good")), question(List.of())), Asker.CUSTOMER);
        assertThat(askedIn(answers.get(0))).containsExactly("Safe", "Good", "Hello");
        assertThat(askedIn(answers.get(1))).containsExactly("Hello");
    }

    /** The customer's turns in what the server says of an answer. */
    private List<String> askedIn(Answer answer) {
        JsonNode exchange = topic.events("retort.exchanges", event -> event.path("exchangeId").asText().equals(answer.reply().exchangeId()))
                .get(0);
        return StreamSupport.stream(exchange.path("prompt").spliterator(), false).filter(turn -> turn.path("role").asText().equals("user"))
                .map(turn -> turn.path("content").asText()).toList();
    }

    private static Question question(List<String> before) {
        return new Question(Group.UNSEEN, before, "Hello", List.of(), Optional.empty());
    }
}
