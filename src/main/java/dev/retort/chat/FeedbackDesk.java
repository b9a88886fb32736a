package dev.retort.chat;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import dev.retort.bounds.LatestKept;
import dev.retort.digest.Sha256;
import dev.retort.events.ChatTurn;
import dev.retort.events.EventPublisher;
import dev.retort.events.FeedbackEvent;
import dev.retort.events.FeedbackEvent.Sender;
import dev.retort.events.FeedbackEvent.SenderRole;
import dev.retort.events.FeedbackEvent.UnrecordedExchange;
import dev.retort.events.FeedbackEvent.Verdict;
import dev.retort.events.InvalidEventException;
import dev.retort.events.ModelRef;
import dev.retort.events.TooLargeEventException;
import dev.retort.events.Topics;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.recall.Received;
import dev.retort.security.ExchangeIds;
import dev.retort.security.ExchangeIds.ExchangeId;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import dev.retort.serving.Lease;
import dev.retort.serving.LiveModel;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Takes feedback, from frames and over REST alike, and accepts it once Kafka has it. Its id follows from who sends and the key, so that the same
 * feedback counts once whoever took it, before and after a restart. Without a key the same words are the same feedback until they are taken back;
 * where nobody here remembers them, the curator finds that they were said before.
 */
@Singleton
class FeedbackDesk {
    private static final Logger LOG = Logger.getLogger(FeedbackDesk.class);
    private static final int ANSWER_BYTES = 600;

    private final ExchangeIds exchangeIds;
    private final Conversations conversations;
    private final EventPublisher events;
    private final Past past;
    private final ChatConfig config;
    private final LiveModel live;
    private final ExchangeLog log;
    private final Clock clock;
    /** Tried once: after a restart Kafka may have keys that the store does not have yet. */
    private final Uni<Boolean> caughtUp;
    /** By key or content. What Kafka has but the store does not yet is known here only. */
    private final LatestKept<Remembered> remembered;
    private final LatestKept<Integer> takenBack;
    private final String approval;

    FeedbackDesk(ExchangeIds exchangeIds, Conversations conversations, EventPublisher events, Past past, LiveModel live,
            ExchangeLog log, ChatConfig config,
            @ConfigProperty(name = "retort.curation.approval", defaultValue = "trusted") String approval,
            Clock clock) {
        this.exchangeIds = exchangeIds;
        this.conversations = conversations;
        this.events = events;
        this.past = past;
        this.config = config;
        this.clock = clock;
        this.live = live;
        this.log = log;
        this.caughtUp = Uni.createFrom().deferred(() -> past.recall().map(recall -> recall.caughtUp(Topics.FEEDBACK, config.keyCheck()))
                .orElseGet(() -> Uni.createFrom().item(false))).onFailure()
                .recoverWithItem(false)
                .memoize().indefinitely();
        this.remembered = new LatestKept<>(config.rememberedFeedback(), config.rememberedMemory().asLongValue());
        this.takenBack = new LatestKept<>(config.rememberedFeedback(), config.rememberedMemory().asLongValue());
        this.approval = approval;
    }

    /** @param counts {@code at-once}, or {@code after-review} */
    record Accepted(String feedbackId, String exchangeId, String counts) {}

    /**
     * @param known   under which it is remembered
     * @param content the same for two drafts exactly if they say the same, a digest
     * @param takenBack how often its sender has taken back their words on the exchange before
     */
    private record Given(String known, FeedbackEvent event, String content, boolean keyed, int takenBack, Accepted accepted) {}

    private record Remembered(String content, int takenBack, Uni<Accepted> answer) {}

    /** Accepts when subscribed, or fails with a {@link Refusal}. */
    Uni<Accepted> take(Identity sender, FeedbackDraft draft, Optional<String> key) {
        ExchangeId exchangeId = exchangeIds.read(draft.exchangeId())
                .orElseThrow(() -> Problem.unknown("exchangeId is none that this server gave out").refusal());
        if (!sender.maySee(exchangeId.owner())) {
            throw Problem.notYours("exchange " + draft.exchangeId() + " was someone else's; customers judge their own replies only")
                    .refusal();
        }
        Optional<Conversation> conversation = conversations.held(exchangeId.conversationId());
        if (conversation.flatMap(Conversation::running).filter(reply -> reply.exchangeId().equals(draft.exchangeId())).isPresent()) {
            throw Problem.conflict("response-running", "A response is running", "this reply is still being written: wait for response.done")
                    .refusal();
        }
        Optional<Exchange> exchange = conversation.flatMap(c -> c.exchange(draft.exchangeId()));
        draft.betterReply().ifPresent(better -> check(better, exchange));

        String known = digest(sender.id() + "\u0000" + key.map(given -> "key\u0000" + given)
                .orElseGet(() -> "content\u0000" + takenBack(sender, draft.exchangeId()) + "\u0000" + draft.content()));
        String id = "f-" + (key.isPresent() ? known : Secrets.randomId());
        Optional<UnrecordedExchange> unrecorded = exchange.filter(Exchange::isUnrecorded)
                .flatMap(e -> unrecorded(conversation.orElseThrow(), e, draft.verdict()))
                .or(() -> log.unrecorded().told(draft.exchangeId(), draft.verdict()));
        if (unrecorded.isEmpty() && log.unrecorded().isLost(draft.exchangeId())) {
            throw Problem.of(410, "not-recorded", "The reply was not recorded",
                    "Kafka did not take this reply, and its text is no longer held here, so nothing can be learned from it: ask again, and judge"
                            + " the new reply")
                    .refusal();
        }
        FeedbackEvent event = new FeedbackEvent(id, draft.exchangeId(), draft.verdict(), draft.reason(), draft.betterReply(),
                draft.comment(),
                new Sender(sender.id(), sender.isAgent() ? SenderRole.AGENT : SenderRole.CUSTOMER), clock.instant(), unrecorded);
        return once(new Given(known, event, digest(draft.content()), key.isPresent(), takenBack(sender, draft.exchangeId()),
                new Accepted(id, draft.exchangeId(), counts(sender, draft.verdict())))).invoke(accepted -> {
                    if (draft.verdict() == Verdict.WITHDRAWN) {
                        takenBack.put(speaker(sender, draft.exchangeId()), takenBack(sender, draft.exchangeId()) + 1, 0);
                    }
                });
    }

    /** A flag says what is bad, and nothing can be learned from that before a reviewer has looked at it. What is withdrawn is gone at once. */
    private String counts(Identity sender, Verdict verdict) {
        boolean trusted = sender.isAgent() && !approval.equals("review") && verdict != Verdict.FLAGGED;
        return trusted || verdict == Verdict.WITHDRAWN ? "at-once" : "after-review";
    }

    /** Counts how often this process has heard that the sender takes back their words on the exchange. */
    private int takenBack(Identity sender, String exchangeId) {
        return takenBack.get(speaker(sender, exchangeId)).orElse(0);
    }

    private static String speaker(Identity sender, String exchangeId) {
        return digest(sender.id() + "\u0000" + exchangeId);
    }

    private Uni<Accepted> once(Given given) {
        String id = given.known();
        synchronized (remembered) {
            Optional<Remembered> known = remembered.get(id);
            if (known.isEmpty()) {
                Uni<Accepted> answer = unlessStored(given).onFailure().invoke(() -> remembered.remove(id))
                        .invoke(accepted -> remember(given, Uni.createFrom().item(accepted), 0)).memoize().indefinitely();
                remember(given, answer, given.event());
                return answer;
            }
            Remembered before = known.get();
            if (before.content().equals(given.content())) {
                boolean holds = before.takenBack() == given.takenBack() || given.event().verdict() == Verdict.WITHDRAWN;
                return holds ? before.answer() : Uni.createFrom().failure(takenBack());
            }
            // what fails was as if never sent, and its key is free
            return before.answer().onItemOrFailure()
                    .transformToUni((accepted, failure) -> failure == null ? Uni.createFrom().failure(keyUsed()) : once(given));
        }
    }

    /** Until it is accepted the event itself is held, afterwards only what was answered. */
    private void remember(Given given, Uni<Accepted> answer, FeedbackEvent event) {
        int characters = event.betterReply().map(String::length).orElse(0) + event.comment().map(String::length).orElse(0)
                + event.exchange()
                        .map(told -> told.reply().length() + told.prompt().stream().mapToInt(turn -> turn.content().length()).sum())
                        .orElse(0);
        remember(given, answer, 2 * characters);
    }

    private void remember(Given given, Uni<Accepted> answer, int more) {
        remembered.put(given.known(), new Remembered(given.content(), given.takenBack(), answer),
                ANSWER_BYTES + given.accepted().exchangeId().length() + more);
    }

    /** Asks the store about a key first: this process may have forgotten it, or another has taken it. */
    private Uni<Accepted> unlessStored(Given given) {
        Uni<Void> published = events.publish(given.event()); // made here, in the trace of who gives it
        Uni<Received> received = past.recall().filter(recall -> given.keyed())
                .map(recall -> caughtUp.flatMap(done -> recall.received(given.event()).ifNoItem().after(config.keyCheck()).fail()))
                .orElseGet(() -> Uni.createFrom().item(Received.NOTHING));
        return received.onFailure().recoverWithItem(failure -> {
            LOG.warnf("whether feedback %s was given before can't be read now: %s", given.event().feedbackId(), failure);
            return Received.NOTHING;
        }).flatMap(found -> switch (found) {
            case NOTHING -> published.replaceWith(given.accepted()).onFailure()
                    .transform(failure -> refusal(given.event(), failure));
            case THE_SAME -> Uni.createFrom().item(given.accepted());
            case TAKEN_BACK -> Uni.createFrom().failure(takenBack());
            case SOMETHING_ELSE -> Uni.createFrom().failure(keyUsed());
        });
    }

    private static Refusal keyUsed() {
        return Problem.conflict("key-used", "The key was used before",
                "this idempotency key was used for other feedback; give each piece of feedback a key of its own").refusal();
    }

    private static Refusal takenBack() {
        return Problem.conflict("taken-back", "It was taken back",
                "the feedback of this idempotency key was taken back and does not count; to say it again, give a key of its own").refusal();
    }

    /** Forgets, like a restart. */
    void forgetAll() {
        remembered.clear();
    }

    private static Refusal refusal(FeedbackEvent event, Throwable failure) {
        LOG.warnf("feedback %s was not taken: %s", event.feedbackId(), failure.getMessage());
        if (failure instanceof TooLargeEventException) {
            return Problem.tooLong("the feedback, with the exchange that it is about, can never be stored and does not count: "
                    + failure.getMessage()).refusal();
        }
        return failure instanceof InvalidEventException
                ? Problem.badRequest(String.valueOf(failure.getMessage())).refusal()
                : Problem.unavailable("the feedback could not be stored and does not count; send it again in a few seconds").refusal();
    }

    /** Refuses a text that is too long to be learned, while its sender can still shorten it. Before a model is loaded nobody can tell. */
    private void check(String betterReply, Optional<Exchange> exchange) {
        if (exchange.filter(e -> e.reply().equals(betterReply)).isPresent()) {
            throw Problem.badRequest("field betterReply is the reply that was given; to say that it is good, send the verdict \""
                    + Verdict.PRAISED.wireName() + "\"").refusal();
        }
        if (live.current().isEmpty()) {
            return;
        }
        try (Lease lease = live.lease()) {
            int context = lease.template().contextLength();
            int said = exchange.map(e -> lease.tokenizer().encode(e.text()).length).orElse(0) + 1;
            int length = lease.tokenizer().encode(betterReply).length + 1;
            if (said + length > context) {
                throw Problem.tooLong("field betterReply has %d tokens with its end, at most %d fit the model beside the message"
                        .formatted(length, context - said)).refusal();
            }
        }
    }

    /** The exchange for feedback to carry. A flag or correction judges the text that the model wrote, praise the text that was shown. */
    private static Optional<UnrecordedExchange> unrecorded(Conversation conversation, Exchange exchange, Verdict verdict) {
        String reply = verdict == Verdict.PRAISED ? exchange.reply() : exchange.written();
        List<ChatTurn> prompt = ToldTurns.of(conversation.promptOf(exchange));
        return exchange.ending().map(Exchange.Ending::model)
                .map(model -> new UnrecordedExchange(conversation.id(), prompt, reply,
                        new ModelRef(model.version(), model.digest(), model.epoch()),
                        exchange.ending().flatMap(Exchange.Ending::correction)));
    }

    private static String digest(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
    }
}
