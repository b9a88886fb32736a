package dev.retort.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.retort.bounds.MemoryBudget;
import dev.retort.model.Turn;
import dev.retort.problem.Problem;
import dev.retort.serving.ServedVersion;
import io.quarkus.websockets.next.CloseReason;

/**
 * One conversation in memory: its exchanges, the reply that is being written, and the connections that watch. One reply is written at a time.
 * Everything under one lock, which is never held while something is waited for: the engine's thread comes here with every piece of text.
 */
final class Conversation {
    /** A rough estimate of what a conversation, or an exchange of it, takes beside its texts. */
    private static final long BYTES = 512;

    /** Ways in which a conversation receives a message. */
    sealed interface Receipt {
        /** Go on, and end with {@link #finish} or {@link #abandon}. */
        record Begin(int turn, List<Turn> history, Optional<ServedVersion> previousModel) implements Receipt {}

        record AnsweredBefore(Exchange exchange) implements Receipt {}

        /** The same message is being answered: its frames are on their way. */
        record BeingAnswered() implements Receipt {}

        record Refused(Problem problem) implements Receipt {}
    }

    private final String id;
    private final String owner;
    private final ChatConfig config;
    private final MemoryBudget.Share memory;
    // guarded by this
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Set<Outbox> readers = new HashSet<>();
    private Optional<InFrame.Message> answering = Optional.empty();
    private Optional<Reply> reply = Optional.empty();
    private Instant lastUsed;
    private boolean forgotten;

    Conversation(String id, String owner, List<Exchange> past, ChatConfig config, MemoryBudget.Share memory, Instant now) {
        this.id = id;
        this.owner = owner;
        this.config = config;
        this.memory = memory;
        this.exchanges.addAll(past);
        memory.add(BYTES + past.stream().mapToLong(Conversation::bytes).sum());
        this.lastUsed = now;
    }

    String id() {
        return id;
    }

    String owner() {
        return owner;
    }

    /** Sends the first frame to a new connection, then what has been written of the reply that runs, and everything from now on. */
    synchronized void attach(Outbox reader, boolean resumed, Optional<ServedVersion> model, Optional<String> visitorToken, Instant now) {
        lastUsed = now;
        reader.send(
                new OutFrame.ConversationCreated(id, resumed, resumed ? Optional.of(pastTurns()) : Optional.empty(), model, visitorToken));
        reply.ifPresent(running -> running.framesSoFar().forEach(reader::send));
        readers.add(reader);
    }

    synchronized void detach(Outbox reader, Instant now) {
        lastUsed = now;
        readers.remove(reader);
    }

    /** Somebody asks for it: it is not forgotten now. */
    synchronized void touch(Instant now) {
        lastUsed = now;
    }

    synchronized boolean isIdleSince(Instant limit) {
        return readers.isEmpty() && answering.isEmpty() && lastUsed.isBefore(limit);
    }

    synchronized boolean isAnswering() { return answering.isPresent(); }

    /** Ends the connections of all who watch, after what they have been told. */
    synchronized void dismiss(CloseReason reason) {
        readers.forEach(reader -> reader.closeAfterAll(reason));
    }

    synchronized boolean isInUse() { return !readers.isEmpty() || answering.isPresent(); }

    synchronized Instant lastUsed() {
        return lastUsed;
    }

    synchronized Receipt admit(InFrame.Message message, Instant now) {
        lastUsed = now;
        Optional<String> messageId = message.id();
        Optional<Exchange> before = messageId.flatMap(given -> exchanges.stream().filter(e -> e.messageId().equals(messageId)).findFirst());
        Optional<InFrame.Message> same = messageId.flatMap(given -> answering.filter(running -> running.id().equals(messageId)));
        if (Stream.concat(before.map(Exchange::text).stream(), same.map(InFrame.Message::text).stream())
                .anyMatch(t -> !t.equals(message.text()))) {
            return new Receipt.Refused(Problem.conflict("id-used", "The id was used before",
                    "message id " + messageId.orElse("") + " was used for another text; give each message an id of its own"));
        }
        if (before.isPresent()) {
            return new Receipt.AnsweredBefore(before.get());
        }
        if (same.isPresent()) {
            return new Receipt.BeingAnswered();
        }
        if (answering.isPresent()) {
            return new Receipt.Refused(Problem.conflict("response-running", "A response is running",
                    "one message is answered at a time: wait for response.done, or cancel"));
        }
        int characters = message.text().length() + exchanges.stream().mapToInt(e -> e.text().length() + e.reply().length()).sum();
        if (exchanges.size() >= config.maxExchanges() || characters > config.maxConversationText()) {
            return new Receipt.Refused(Problem.conflict("conversation-full", "The conversation is full",
                    "it has %d exchanges and, with this message, %d characters; at most %d and %d are kept: open a new conversation"
                            .formatted(exchanges.size(), characters, config.maxExchanges(), config.maxConversationText())));
        }
        if (memory.isFull()) {
            return new Receipt.Refused(Problem.unavailable(
                    "the conversations in memory take all that they may (retort.chat.conversation-memory); try again in a few seconds"));
        }
        answering = Optional.of(message);
        return new Receipt.Begin(exchanges.size(), history(), lastModel());
    }

    /** The reply has begun: everybody who watches is told, once, whether its first piece, its end or who has it written comes here first. */
    synchronized void begin(Reply running) {
        if (running.begins()) {
            reply = Optional.of(running);
            running.framesSoFar().forEach(this::broadcast);
        }
    }

    /** A piece of the running reply. */
    synchronized void append(Reply running, String text) {
        begin(running);
        broadcast(running.append(text));
    }

    synchronized Optional<Reply> running() {
        return reply;
    }

    synchronized void finish(Exchange exchange, OutFrame done, Instant now) {
        exchanges.add(exchange);
        if (!forgotten) {
            memory.add(bytes(exchange));
        }
        stop(now);
        broadcast(done);
    }

    /** The reply comes to no end, whether it had begun or not; its message is as if never sent. */
    synchronized void abandon(Reply running, Problem problem, Instant now) {
        running.begins();
        abandon(problem, now);
    }

    /** The message gets no answer and is as if never sent. */
    synchronized void abandon(Problem problem, Instant now) {
        Optional<String> messageId = answering.flatMap(InFrame.Message::id);
        Optional<String> exchangeId = reply.map(Reply::exchangeId);
        stop(now);
        broadcast(OutFrame.Error.of(problem, messageId, exchangeId));
    }

    synchronized Optional<Exchange> exchange(String exchangeId) {
        return exchanges.stream().filter(e -> e.id().equals(exchangeId)).findFirst();
    }

    /** All turns before the reply of this exchange. */
    synchronized List<Turn> promptOf(Exchange exchange) {
        int index = exchanges.indexOf(exchange);
        List<Turn> prompt = new ArrayList<>();
        exchanges.subList(0, index).forEach(e -> prompt.addAll(List.of(Turn.user(e.text()), Turn.assistant(e.reply()))));
        prompt.add(Turn.user(exchange.text()));
        return prompt;
    }

    /** It is no longer held in memory, except by who still has it. */
    synchronized void forgotten() {
        forgotten = true;
        memory.giveAll();
    }

    private static long bytes(Exchange exchange) {
        return BYTES + 2L * (exchange.id().length() + exchange.text().length() + exchange.reply().length());
    }

    private void stop(Instant now) {
        answering = Optional.empty();
        reply = Optional.empty();
        lastUsed = now;
    }

    private void broadcast(OutFrame frame) {
        readers.forEach(reader -> reader.send(frame));
    }

    private List<Turn> history() {
        return exchanges.stream().flatMap(e -> Stream.of(Turn.user(e.text()), Turn.assistant(e.reply()))).toList();
    }

    private Optional<ServedVersion> lastModel() {
        return exchanges.isEmpty() ? Optional.empty() : exchanges.get(exchanges.size() - 1).ending().map(Exchange.Ending::model);
    }

    private List<OutFrame.PastTurn> pastTurns() {
        List<OutFrame.PastTurn> turns = new ArrayList<>();
        for (Exchange e : exchanges) {
            turns.add(OutFrame.PastTurn.said(e.text(), e.messageId()));
            turns.add(OutFrame.PastTurn.replied(e));
        }
        reply.ifPresent(running -> turns.add(OutFrame.PastTurn.said(running.text(), running.messageId())));
        return turns;
    }
}
