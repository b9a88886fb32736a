package dev.retort.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.client.ChatConnection;
import dev.retort.client.ServerAddress;
import dev.retort.client.ServerException;
import dev.retort.client.ServerReply;
import dev.retort.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "chat", sortOptions = false, description = {"Chats in the terminal with a running server.",
        "In the chat: /flag says that the last reply was wrong, /correct TEXT says what it should have been, /quit ends."})
final class ChatCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--url", paramLabel = "URL", description = "The server; default: the one that runs on this home.")
    Optional<URI> url = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "An agent's token; default: this home's.")
    Optional<String> token = Optional.empty();

    @Option(names = "--visitor", description = "Chat as a customer, without a token: corrections wait for a review.")
    boolean visitor;

    @Option(names = "--temperature", paramLabel = "T", description = "0: always the likeliest word; default: the server's.")
    Optional<Double> temperature = Optional.empty();

    ChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ServerAddress running = RunningServer.find(url, token);
        ServerAddress server = visitor ? running.asVisitor() : running;
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var connection = ChatConnection.open(HttpClient.newHttpClient(), server)) {
            terminal.say(terminal.faint("%s at %s; /flag, /correct TEXT, /quit".formatted(connection.model(), server.url())));
            Optional<ServerReply> last = Optional.empty();
            for (String line = prompt(in); line != null && !line.strip().equals("/quit"); line = prompt(in)) {
                try {
                    last = handle(connection, line.strip(), last);
                } catch (ServerException refused) {
                    terminal.error(Retort.oneLine(refused));
                }
            }
        }
        return Retort.OK;
    }

    @Nullable
    private String prompt(BufferedReader in) throws IOException {
        if (terminal.interactive()) {
            terminal.out().print(terminal.bold("> "));
            terminal.out().flush();
        }
        return in.readLine();
    }

    private Optional<ServerReply> handle(ChatConnection connection, String line, Optional<ServerReply> last) throws IOException {
        if (line.isEmpty()) {
            return last;
        }
        if (!line.startsWith("/")) {
            ServerReply reply = connection.ask(line, temperature.map(OptionalDouble::of).orElseGet(OptionalDouble::empty), piece -> {
                terminal.out().print(piece);
                terminal.out().flush();
            });
            terminal.say(terminal
                    .faint("  [%s%s, %d tokens in %.1f s]".formatted(reply.recalled().isPresent() ? "from a correction by an agent, " : "",
                            reply.model(), reply.tokens(), reply.total().toMillis() / 1000.0)));
            return Optional.of(reply);
        }
        String[] words = line.split("\\s+", 2);
        if (last.isEmpty() && (words[0].equals("/flag") || words[0].equals("/correct"))) {
            terminal.error("there is no reply yet");
        } else if (words[0].equals("/flag")) {
            tell(connection.feedback(feedback(last.get(), "flagged").put("reason", words.length > 1 ? words[1] : "wrong")));
        } else if (words[0].equals("/correct") && words.length > 1) {
            tell(connection.feedback(feedback(last.get(), "corrected").put("betterReply", words[1])));
        } else {
            terminal.error("there are: /flag [wrong|harmful|biased|off-topic|private|other], /correct TEXT, /quit");
        }
        return last;
    }

    private static ObjectNode feedback(ServerReply reply, String verdict) {
        return JsonNodeFactory.instance.objectNode().put("exchangeId", reply.exchangeId()).put("verdict", verdict);
    }

    private void tell(String counts) {
        terminal.say(terminal.good(counts.equals("at-once") ? "noted; it counts at once" : "noted; it counts after a review"));
    }
}
