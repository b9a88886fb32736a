package dev.retort.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** Every collection that a request can reach has a bound, and this says which. Who adds one says so here, and has tested it. */
@AnalyzeClasses(packages = {"dev.retort.bounds", "dev.retort.chat", "dev.retort.openai", "dev.retort.serving", "dev.retort.generation",
        "dev.retort.security", "dev.retort.remembering", "dev.retort.problem", "dev.retort.events", "dev.retort.curation",
        "dev.retort.recall", "dev.retort.lines",
        "dev.retort.console"}, importOptions = ImportOption.DoNotIncludeTests.class)
class KeptCollectionsTest {
    private static final Map<String, String> BOUNDS = Map.ofEntries(
            Map.entry("LatestKept.entries", "number and bytes that whoever makes it says"),
            Map.entry("Conversations.inMemory", "retort.chat.max-conversations, retort.chat.conversation-memory"),
            Map.entry("Conversation.exchanges", "retort.chat.max-exchanges, retort.chat.conversation-memory"),
            Map.entry("Conversation.readers", "connections, retort.max-connections"),
            Map.entry("ChatSocket.lines", "connections, retort.max-connections"),
            Map.entry("Pulses.byConnection", "connections, retort.max-connections"),
            Map.entry("RoutingErrors.headers", "settings"),
            Map.entry("Outbox.waiting", "retort.chat.max-waiting-frames, retort.chat.waiting-memory"),
            Map.entry("Reply.deltas", "retort.chat.max-tokens-limit"),
            Map.entry("HttpAnswer.whenGone", "one for each request"),
            Map.entry("HttpAnswer.waiting", "one for each request"),
            Map.entry("VersionNames.champions", "changes of champion, for one look"),
            Map.entry("VersionNames.trained", "versions of the store, for one look"),
            Map.entry("VersionNames.ids", "versions of the store, for one look"),
            Map.entry("StopStrings.stops", "those of a request, retort.body-memory"),
            Map.entry("Answering.writers", "retort.openai.max-choices"),
            Map.entry("Answering.ended", "retort.openai.max-choices"),
            Map.entry("ChoiceWriter.tokens", "retort.openai.max-tokens-limit"),
            Map.entry("ChoiceWriter.waiting", "retort.openai.max-tokens-limit"),
            Map.entry("WaitingLine.byClient", "retort.serving.queue, retort.serving.queue-tokens"),
            Map.entry("GenerationEngine.active", "retort.serving.max-sequences"),
            Map.entry("GenerationEngine.waiting", "retort.serving.queue"),
            Map.entry("KeptCaches.byUse", "retort.serving.cache"),
            Map.entry("VersionSet.members", "retort.serving.max-versions"),
            Map.entry("Completions.scoring", "64 requests, retort.body-memory"),
            Map.entry("Writing.prompt", "retort.chat.max-conversation-text"),
            Map.entry("Completing.prompts", "retort.openai.max-choices, retort.body-memory"),
            Map.entry("Example.prompt", "an event's"),
            Map.entry("StoredExchange.prompt", "an event's"),
            Map.entry("KeptContacts.confirmed", "those that agents have confirmed one by one"),
            Map.entry("KeptContacts.configured", "settings"),
            Map.entry("Learnable.sources", "constants"),
            Map.entry("Backlog.done", "partitions of two topics"),
            Map.entry("Continuation.stopTokens", "the model's"),
            Map.entry("WholeTopic.kafka", "settings"),
            Map.entry("WholeTopic.topics", "constants"),
            Map.entry("WholeTopic.next", "partitions"),
            Map.entry("MemoryRepeat.kafka", "settings"),
            Map.entry("Snapshot.found", "what is approved, while it is compared after a start"),
            Map.entry("MemoryFollower.places", "what agents and reviewers have flagged, 50 of each correction"),
            Map.entry("Answering.held", "retort.openai.max-choices"),
            Map.entry("HeldPieces.tokens", "retort.openai.max-tokens-limit"),
            Map.entry("Topics.kafka", "settings"),
            Map.entry("MeaningIndex.numbers", "the latest questions, a constant"),
            Map.entry("MeaningIndex.byAge", "the latest questions, a constant"),
            Map.entry("Placing.splits", "for one batch: clusters near to its questions"),
            Map.entry("Placing.questions", "those of one batch"),
            Map.entry("Placing.byKey", "those of one batch"),
            Map.entry("Placing.byPrefix", "those of one batch"),
            Map.entry("Placing.clusters", "those of one batch"),
            Map.entry("Placing.decided", "those of one batch"),
            Map.entry("Near.clusters", "of one question, as many as are alike"),
            Map.entry("Origins.allowed", "settings"));

    @ArchTest
    static void eachHasABound(JavaClasses classes) {
        Set<String> found = classes.stream().filter(type -> !type.isRecord()).flatMap(type -> type.getFields().stream())
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC)).filter(KeptCollectionsTest::grows)
                .map(field -> field.getOwner().getSimpleName() + "." + field.getName()).collect(Collectors.toSet());
        assertThat(found).containsExactlyInAnyOrderElementsOf(BOUNDS.keySet());
    }

    private static boolean grows(JavaField field) {
        return field.getRawType().isAssignableTo(Collection.class) || field.getRawType().isAssignableTo(Map.class)
                || field.getRawType().isAssignableTo(java.util.concurrent.ThreadPoolExecutor.class)
                        && !field.getRawType().isAssignableTo(java.util.concurrent.ScheduledThreadPoolExecutor.class);
    }
}
