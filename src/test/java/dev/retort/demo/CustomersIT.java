package dev.retort.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerReply;
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

    @Test
    void aQuestionThatComesAfterOtherTurnsIsAskedInTheirConversation() throws Exception {
        Patience.await().until(() -> live.current().isPresent());
        var client = HttpClient.newHttpClient();
        var server = new ServerAddress(http, Optional.empty());
        var silent = new PrintStream(new ByteArrayOutputStream());
        List<Answer> answers = new Customers(client, server, new Terminal(silent, silent, false))
                .ask(List.of(question(List.of("Safe", "Good")), question(List.of())));
        try (var connection = ChatConnection.open(client, server.asVisitor())) {
            ask(connection, "Safe");
            ask(connection, "Good");
            assertThat(answers.get(0).reply().text()).isEqualTo(ask(connection, "Hello").text())
                    .isNotEqualTo(answers.get(1).reply().text());
        }
    }

    private static ServerReply ask(ChatConnection connection, String text) throws Exception {
        return connection.ask(text, OptionalDouble.of(0), piece -> {});
    }

    private static Question question(List<String> before) {
        return new Question(Group.UNSEEN, before, "Hello", List.of(), Optional.empty());
    }
}
