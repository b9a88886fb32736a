package dev.retort.chat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.retort.bounds.MemoryBudget;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.security.AccessRule;
import dev.retort.security.Identity;
import dev.retort.security.SessionCookie;
import dev.retort.security.Visitors;
import dev.retort.serving.LiveModel;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import org.jboss.logging.Logger;

/** The chat's WebSocket: frames in, frames out. A frame that is refused gets an {@code error} frame, and the connection lives on. */
@WebSocket(path = "/chat", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class ChatSocket {
    private static final Logger LOG = Logger.getLogger(ChatSocket.class);
    private static final int MESSAGE_TOO_BIG = 1009;
    private static final CloseReason TOO_FAST = new CloseReason(1013, "sends faster than it is answered; reconnect to resume");
    private static final int MOST_FRAMES = 1024; // of a connection that have come and wait to be looked at
    private static final int MOST_FEEDBACK = 256; // of a connection that waits to be published
    private static final long OWN_BYTES = 1 << 14; // memory that each connection has for itself, each way
    private static final CloseReason TRY_AGAIN_LATER = new CloseReason(1013, "earlier conversations can't be read now");

    private final Conversations conversations;
    private final Responder responder;
    private final FeedbackDesk desk;
    private final FrameReader frames;
    private final LiveModel live;
    private final ChatStop stop;
    private final Pulses pulses;
    private final Visitors visitors;
    private final ChatConfig config;
    private final SecurityIdentity security;
    private final Clock clock;
    private final MemoryBudget waiting;
    /** By connection; there before the conversation is, because frames may come while it is read back. */
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    ChatSocket(Conversations conversations, Responder responder, FeedbackDesk desk, FrameReader frames, LiveModel live, ChatStop stop,
            Pulses pulses, Visitors visitors, ChatConfig config, SecurityIdentity security, Clock clock) {
        this.conversations = conversations;
        this.responder = responder;
        this.desk = desk;
        this.frames = frames;
        this.live = live;
        this.stop = stop;
        this.pulses = pulses;
        this.visitors = visitors;
        this.config = config;
        this.waiting = new MemoryBudget(config.waitingMemory().asLongValue());
        this.security = security;
        this.clock = clock;
    }

    /** @param frames are handled one after the other, from the moment at which there is a session */
    private record Line(CompletableFuture<Session> session, InOrder frames) {}

    /** @param feedback is published in the order in which it was sent: what is withdrawn was said before */
    private record Session(Identity identity, Conversation conversation, Outbox outbox, InOrder feedback) {}

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        if (stop.hasBegun()) {
            return connection.close(ChatStop.GOING_AWAY);
        }
        Identity identity = Identity.of(security);
        Optional<String> token = Visitors.isNew(security) ? Optional.of(visitors.token(identity.id())) : Optional.empty();
        Outbox outbox = new Outbox(connection, config.maxWaitingFrames(), waiting.share(OWN_BYTES));
        CompletableFuture<Session> session = line(connection).session();
        pulses.begin(connection);
        SessionCookie.mark(connection, security);
        Optional<String> wanted = wantedConversation(connection);
        Uni<Session> opened = wanted
                .map(id -> conversations.resume(id, identity).map(conversation -> join(identity, conversation, outbox, true, token)))
                .orElseGet(() -> Uni.createFrom().item(() -> join(identity, conversations.open(identity), outbox, false, token)));
        return opened.onFailure(Refusal.class).recoverWithUni(failure -> {
            Problem problem = ((Refusal) failure).problem();
            OutFrame error = OutFrame.Error.of(problem, Optional.empty(), Optional.empty());
            if (problem.status() == 503) {
                outbox.closeAfter(error, TRY_AGAIN_LATER);
                return Uni.createFrom().failure(failure);
            }
            outbox.send(error);
            return Uni.createFrom().item(join(identity, conversations.open(identity), outbox, false, token));
        }).invoke(session::complete).onFailure().invoke(session::completeExceptionally).onFailure(Refusal.class).recoverWithNull()
                .replaceWithVoid();
    }

    private Session join(Identity identity, Conversation conversation, Outbox outbox, boolean resumed, Optional<String> visitorToken) {
        conversation.attach(outbox, resumed, live.current(), visitorToken, clock.instant());
        return new Session(identity, conversation, outbox, new InOrder(MOST_FEEDBACK, waiting.share(OWN_BYTES)));
    }

    @OnTextMessage
    Uni<Void> text(String text, WebSocketConnection connection) {
        return inOrder(connection, 2L * text.length(), session -> handle(session, text));
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer bytes, WebSocketConnection connection) {
        return inOrder(connection, 0, session -> session.outbox().refuse(
                Problem.badRequest("a binary frame of %d bytes; frames are text, in JSON".formatted(bytes.length())), Optional.empty()));
    }

    /** One that sends faster than it is served is let go: its frames would fill the memory. */
    private Uni<Void> inOrder(WebSocketConnection connection, long bytes, Consumer<Session> work) {
        Line line = line(connection);
        if (connection.isClosed()) { // and its end may have been told before this frame
            lines.remove(connection.id());
            return Uni.createFrom().voidItem();
        }
        Uni<Session> handled = Uni.createFrom().completionStage(() -> line.frames().then(bytes,
                () -> Uni.createFrom().completionStage(line.session()).emitOn(Infrastructure.getDefaultWorkerPool()).invoke(work)));
        return handled.replaceWithVoid().onFailure(Refusal.class)
                .recoverWithUni(failure -> line.session().isCompletedExceptionally()
                        ? Uni.createFrom().voidItem()
                        : connection.close(TOO_FAST));
    }

    @NonBlocking
    @OnPongMessage
    void pong(Buffer payload, WebSocketConnection connection) {
        pulses.heard(connection, payload);
    }

    @OnClose
    void close(WebSocketConnection connection) {
        pulses.end(connection);
        Optional.ofNullable(lines.remove(connection.id())).ifPresent(known -> known.session().thenAccept(session -> {
            session.outbox().drop();
            session.conversation().detach(session.outbox(), clock.instant());
        }));
    }

    /** Failures of the connection itself; what frames do wrong is answered where they are handled. */
    @OnError
    Uni<Void> error(Throwable failure, WebSocketConnection connection) {
        LOG.debugf(failure, "connection %s", connection.id());
        return String.valueOf(failure.getMessage()).contains("max message size")
                ? connection.close(new CloseReason(MESSAGE_TOO_BIG, "a frame is at most 1 MiB"))
                : Uni.createFrom().voidItem();
    }

    private void handle(Session session, String text) {
        Optional<String> id = Optional.empty();
        try {
            JsonFields json = JsonFields.parse(text);
            id = json.node().path("id").isTextual() ? json.id("id") : id;
            handle(session, frames.read(json), id);
        } catch (Refusal refusal) {
            session.outbox().refuse(refusal.problem(), id);
        } catch (RuntimeException e) {
            LOG.error("a frame could not be handled", e);
            session.outbox().refuse(Problem.broken("the frame could not be handled: " + e.getClass().getSimpleName()), id);
        }
    }

    private void handle(Session session, InFrame frame, Optional<String> id) {
        AccessRule rule = AccessRule.of(frame.getClass());
        if (!rule.allows(session.identity().roles())) {
            throw Problem.plain(403, "Forbidden", "frames of this type are for " + rule.named()).refusal();
        }
        if (frame instanceof InFrame.Message message) {
            if (!message.record() && !session.identity().isAgent()) {
                throw Problem
                        .notForVisitors(
                                "field record is false, but what visitors say is always recorded: leave it out, or sign in as an agent")
                        .refusal();
            }
            responder.answer(session.conversation(), message, session.outbox());
        } else if (frame instanceof InFrame.Cancel cancel) {
            cancel(session.conversation(), cancel);
        } else if (frame instanceof InFrame.Feedback feedback) {
            Outbox outbox = session.outbox();
            session.feedback().then(bytes(feedback.draft()), () -> desk.take(session.identity(), feedback.draft(), id))
                    .whenComplete((accepted, failure) -> {
                        if (failure == null) {
                            outbox.send(new OutFrame.FeedbackAccepted(accepted.feedbackId(), accepted.exchangeId(), accepted.counts(), id));
                        } else {
                            outbox.refuse(problem(failure), id);
                        }
                    });
        }
    }

    private static long bytes(FeedbackDraft draft) {
        return 2L * draft.content().length();
    }

    private static Problem problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
        if (cause instanceof Refusal refusal) {
            return refusal.problem();
        }
        LOG.error("feedback could not be handled", cause);
        return Problem.broken("the feedback could not be handled: " + cause.getClass().getSimpleName());
    }

    /** A response that has ended is left as it is: its end and the wish to stop it have crossed on the way. */
    private static void cancel(Conversation conversation, InFrame.Cancel cancel) {
        Optional<Reply> running = conversation.running();
        if (running.isPresent() && cancel.exchangeId().filter(id -> !id.equals(running.get().exchangeId())).isEmpty()) {
            running.get().cancel();
        } else if (cancel.exchangeId().isEmpty()) {
            throw Problem.conflict("nothing-running", "Nothing is running", "no response is being written in this conversation").refusal();
        } else if (conversation.exchange(cancel.exchangeId().get()).isEmpty()) {
            throw Problem.unknown("exchangeId is none of this conversation").refusal();
        }
    }

    private Line line(WebSocketConnection connection) {
        return lines.computeIfAbsent(connection.id(),
                id -> new Line(new CompletableFuture<>(), new InOrder(MOST_FRAMES, waiting.share(OWN_BYTES))));
    }

    private static Optional<String> wantedConversation(WebSocketConnection connection) {
        String query = connection.handshakeRequest().query();
        return query == null
                ? Optional.empty()
                : Optional.ofNullable(new QueryStringDecoder(query, false).parameters().get("conversation")).map(List::stream)
                        .flatMap(values -> values.findFirst()).filter(id -> !id.isEmpty());
    }
}
