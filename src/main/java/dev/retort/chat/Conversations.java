package dev.retort.chat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import dev.retort.bounds.MemoryBudget;
import dev.retort.events.ChatTurn;
import dev.retort.events.Topics;
import dev.retort.problem.Problem;
import dev.retort.problem.Refusal;
import dev.retort.recall.ConversationHistory;
import dev.retort.recall.ConversationHistory.Recorded;
import dev.retort.recall.Recall;
import dev.retort.security.ExchangeIds;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import dev.retort.serving.ServedVersion;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** The conversations that are in memory, and the way back there for those that only the store remembers. */
@Singleton
class Conversations {
    private static final Logger LOG = Logger.getLogger(Conversations.class);

    private final Map<String, Conversation> inMemory = new ConcurrentHashMap<>();
    private final MemoryBudget memory;
    private final ChatConfig config;
    private final Past past;
    private final ExchangeIds exchangeIds;
    private final Clock clock;

    Conversations(ChatConfig config, Past past, ExchangeIds exchangeIds, Clock clock) {
        this.config = config;
        this.memory = new MemoryBudget(config.conversationMemory().asLongValue());
        this.past = past;
        this.exchangeIds = exchangeIds;
        this.clock = clock;
    }

    Conversation open(Identity owner) {
        return keep(new Conversation("c-" + Secrets.randomId(), owner.id(), List.of(), config, memory.share(0), clock.instant()));
    }

    Optional<Conversation> held(String id) {
        Optional<Conversation> held = Optional.ofNullable(inMemory.get(id));
        held.ifPresent(conversation -> conversation.touch(clock.instant()));
        return held;
    }

    /** The conversation, from memory or from the store. Fails with a {@link Refusal} if it is unknown, someone else's, held elsewhere, or the store is away. */
    Uni<Conversation> resume(String id, Identity reader) {
        return held(id).map(Uni.createFrom()::item).orElseGet(() -> stored(id)).invoke(conversation -> {
            if (!reader.maySee(conversation.owner())) {
                throw Problem.notYours("conversation " + shown(id) + " belongs to someone else; leave it out to open one of your own")
                        .refusal();
            }
        });
    }

    private Uni<Conversation> stored(String id) {
        return past.recall().map(recall -> stored(id, recall)).orElseGet(() -> Uni.createFrom().failure(Problem.of(404, "history-needed",
                "Its history is needed",
                "conversation " + shown(id) + " is not held by this server, which has no database to read it back from: "
                        + "send what was said in messages of POST /v1/chat/completions, or leave it out to open one")
                .refusal()));
    }

    private Uni<Conversation> stored(String id, Recall recall) {
        return caughtUp(id, recall).flatMap(complete -> recall.conversation(id)).onFailure().transform(failure -> {
            LOG.warnf("conversation %s can't be read back: %s", shown(id), failure.getMessage());
            return Problem.unavailable("earlier conversations can't be read now; try again in a few seconds").refusal();
        }).map(history -> history.owner()
                .map(owner -> keep(new Conversation(id, owner, exchanges(history), config, memory.share(0), clock.instant())))
                .orElseThrow(() -> Problem.unknown("conversation " + shown(id) + " is unknown; leave it out to open one").refusal()));
    }

    /** Waits for turns from just before a restart, which may be in Kafka only. After a while the others have to do. */
    private Uni<Boolean> caughtUp(String id, Recall recall) {
        return recall.caughtUp(Topics.EXCHANGES, config.catchUp()).onFailure().recoverWithItem(false).invoke(complete -> {
            if (!complete) {
                LOG.warnf("conversation %s is read back while the store is behind: its last turns may be missing", shown(id));
            }
        });
    }

    /** Turns go in pairs, what was said and its reply; the exchange ids say which reply they belong to. */
    private List<Exchange> exchanges(ConversationHistory history) {
        Map<Integer, Recorded> byTurn = new HashMap<>();
        history.exchanges().forEach(known -> exchangeIds.read(known.exchangeId()).ifPresent(id -> byTurn.put(id.turn(), known)));
        List<Exchange> exchanges = new ArrayList<>();
        List<ChatTurn> turns = history.turns();
        Optional<ServedVersion> before = Optional.empty();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            Optional<Recorded> recorded = Optional.ofNullable(byTurn.get(i / 2));
            Optional<Exchange.Ending> ending = ending(recorded, before);
            exchanges.add(new Exchange(recorded.map(Recorded::exchangeId).orElse(""), recorded.flatMap(Recorded::messageId),
                    turns.get(i).content(), turns.get(i + 1).content(), ending));
            before = ending.map(Exchange.Ending::model);
        }
        return exchanges;
    }

    private static Optional<Exchange.Ending> ending(Optional<Recorded> recorded, Optional<ServedVersion> before) {
        return recorded.map(known -> {
            ServedVersion model = new ServedVersion(known.model().version(), known.model().digest(), known.model().epoch());
            boolean changed = before.filter(other -> !other.version().equals(model.version())).isPresent();
            return new Exchange.Ending(model, changed, known.finishReason(), known.usage(), known.timings(), true, known.safety(),
                    known.recalled());
        });
    }

    private Conversation keep(Conversation conversation) {
        Conversation known = inMemory.putIfAbsent(conversation.id(), conversation);
        if (known != null) {
            conversation.forgotten();
            return known;
        }
        Instant now = clock.instant();
        conversation.touch(now);
        makeRoom(now);
        return conversation;
    }

    /** Forgets those unused longest while there are too many, or they take too much. Those in use stay. */
    void makeRoom() {
        makeRoom(clock.instant());
    }

    /** @param now the ones used at this moment or later stay */
    private void makeRoom(Instant now) {
        if (!isOverfull()) {
            return;
        }
        for (Conversation oldest : inMemory.values().stream().sorted(Comparator.comparing(Conversation::lastUsed)).toList()) {
            if (!isOverfull()) {
                return;
            }
            if (oldest.isIdleSince(now)) {
                forget(oldest);
            }
        }
    }

    private boolean isOverfull() { return inMemory.size() > config.maxConversations() || memory.isFull(); }

    private void forget(Conversation conversation) {
        if (inMemory.remove(conversation.id(), conversation)) {
            conversation.forgotten();
        }
    }

    List<Conversation> all() {
        return List.copyOf(inMemory.values());
    }

    @Scheduled(every = "1m", delayed = "1m")
    void forgetIdle() {
        forgetUnusedSince(clock.instant().minus(config.conversationTtl()));
    }

    void forgetUnusedSince(Instant limit) {
        all().stream().filter(conversation -> conversation.isIdleSince(limit)).forEach(this::forget);
    }

    private static String shown(String id) {
        return id.length() <= 40 ? id : id.substring(0, 40) + "…";
    }
}
