package dev.retort.chat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import dev.retort.curation.ConversationHistory;
import dev.retort.curation.CurationStore;
import dev.retort.events.ChatTurn;
import dev.retort.security.ExchangeIds;
import dev.retort.security.Identity;
import dev.retort.security.Secrets;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** The conversations that are in memory, and the way back there for those that only the store remembers. */
@Singleton
class Conversations {
    private static final Logger LOG = Logger.getLogger(Conversations.class);

    private final Map<String, Conversation> inMemory = new ConcurrentHashMap<>();
    private final ChatConfig config;
    private final CurationStore store;
    private final ExchangeIds exchangeIds;
    private final Clock clock = Clock.systemUTC();

    Conversations(ChatConfig config, CurationStore store, ExchangeIds exchangeIds) {
        this.config = config;
        this.store = store;
        this.exchangeIds = exchangeIds;
    }

    Conversation open(Identity owner) {
        return keep(new Conversation("c-" + Secrets.randomId(), owner.id(), List.of(), config, clock.instant()));
    }

    Optional<Conversation> held(String id) {
        Optional<Conversation> held = Optional.ofNullable(inMemory.get(id));
        held.ifPresent(conversation -> conversation.touch(clock.instant()));
        return held;
    }

    /** The conversation, from memory or from the store. Fails with a {@link Refusal} if it is unknown, someone else's, or the store is away. */
    Uni<Conversation> resume(String id, Identity reader) {
        return held(id).map(Uni.createFrom()::item).orElseGet(() -> stored(id)).invoke(conversation -> {
            if (!reader.maySee(conversation.owner())) {
                throw Problem.notYours("conversation " + shown(id) + " belongs to someone else; leave it out to open one of your own")
                        .refusal();
            }
        });
    }

    private Uni<Conversation> stored(String id) {
        return Uni.createFrom().deferred(() -> store.conversation(id)).onFailure().transform(failure -> {
            LOG.warnf("conversation %s can't be read back: %s", shown(id), failure.getMessage());
            return Problem.unavailable("earlier conversations can't be read now; try again in a few seconds").refusal();
        }).map(history -> history.owner().map(owner -> keep(new Conversation(id, owner, exchanges(history), config, clock.instant())))
                .orElseThrow(() -> Problem.unknown("conversation " + shown(id) + " is unknown; leave it out to open one").refusal()));
    }

    /** Turns go in pairs, what was said and its reply; the exchange ids say which reply they belong to. */
    private List<Exchange> exchanges(ConversationHistory history) {
        Map<Integer, String> ids = new ConcurrentHashMap<>();
        history.exchangeIds().forEach(id -> exchangeIds.read(id).ifPresent(read -> ids.put(read.turn(), id)));
        List<Exchange> exchanges = new ArrayList<>();
        List<ChatTurn> turns = history.turns();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            exchanges.add(new Exchange(ids.getOrDefault(i / 2, ""), Optional.empty(), turns.get(i).content(), turns.get(i + 1).content(),
                    Optional.empty()));
        }
        return exchanges;
    }

    private Conversation keep(Conversation conversation) {
        Conversation known = inMemory.putIfAbsent(conversation.id(), conversation);
        if (inMemory.size() > config.maxConversations()) {
            inMemory.values().stream().filter(c -> c != conversation && !c.isInUse()).min(Comparator.comparing(Conversation::lastUsed))
                    .ifPresent(oldest -> inMemory.remove(oldest.id()));
        }
        return known == null ? conversation : known;
    }

    @Scheduled(every = "1m", delayed = "1m")
    void forgetIdle() {
        forgetUnusedSince(clock.instant().minus(config.conversationTtl()));
    }

    void forgetUnusedSince(Instant limit) {
        inMemory.values().removeIf(conversation -> conversation.isIdleSince(limit));
    }

    private static String shown(String id) {
        return id.length() <= 40 ? id : id.substring(0, 40) + "…";
    }
}
