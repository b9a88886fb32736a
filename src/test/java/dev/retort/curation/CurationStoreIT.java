package dev.retort.curation;

import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import dev.retort.Patience;
import dev.retort.events.ChatTurn;
import dev.retort.events.ExchangeEvent;
import dev.retort.local.Settings;
import dev.retort.local.StackResource;
import dev.retort.problem.Refusal;
import dev.retort.recall.ConversationHistory;
import dev.retort.roles.Roles;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

/** The store itself: conversations, imports, and frozen data sets. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class CurationStoreIT extends CurationSteps {
    @Inject
    Transactions transactions;
    @Inject
    Clusters clusters;

    @Test
    void aConversationIsReadBack() {
        String conversation = "c-" + UUID.randomUUID();
        List<ChatTurn> first = List.of(ChatTurn.user("hello"));
        List<ChatTurn> second = List.of(ChatTurn.user("hello"), ChatTurn.assistant("hi"), ChatTurn.user("and now 👋"));
        publish(exchange(conversation, 0, first, "hi"));
        publish(exchange(conversation, 1, second, "good bye"));
        eventually(() -> assertThat(store.conversation(conversation).await().atMost(Patience.LONG).nextTurn()).isEqualTo(2));
        ConversationHistory history = store.conversation(conversation).await().atMost(Patience.LONG);
        assertThat(history.owner()).contains("anna");
        assertThat(history.turns()).containsExactly(second.get(0), second.get(1), second.get(2), ChatTurn.assistant("good bye"));
        assertThat(history.exchanges()).extracting(ConversationHistory.Recorded::exchangeId).containsExactly(conversation + ".0",
                conversation + ".1");
        assertThat(store.conversation("nobody-said").await().atMost(Patience.LONG).owner()).isEmpty();
    }

    @Test
    void importsAreStoredOnceAndSplitByCluster() {
        String asked = question();
        NewExample one = domain(asked, "Ask shop@home.example.", Optional.empty());
        NewExample near = domain(asked + " please", "Ask again.", Optional.empty());
        NewExample forced = domain(question(), "Never trained on.", Optional.of(Split.GATE));
        assertThat(store.importExamples(List.of(one, near, forced, one)).await().atMost(Patience.LONG)).isEqualTo(3);
        assertThat(store.importExamples(List.of(one, near, forced)).await().atMost(Patience.LONG)).isZero();

        String run = "imports-" + UUID.randomUUID();
        List<CuratedExample> examples = store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG).examples();
        CuratedExample stored = examples.stream().filter(e -> e.prompt().equals(one.prompt())).findFirst().orElseThrow();
        assertThat(stored.chosen()).as("the base model's own conversations stay as they are").hasValue("Ask shop@home.example.");
        assertThat(stored.isNew()).isFalse();
        assertThat(examples.stream().filter(e -> e.prompt().equals(near.prompt())).findFirst().orElseThrow().split())
                .isEqualTo(stored.split());
        assertThat(examples.stream().filter(e -> e.prompt().equals(forced.prompt())).findFirst().orElseThrow().split())
                .isEqualTo(Split.GATE);
    }

    @Test
    void aQuestionFindsItsLikeAmongThousandsThatShareItsRarestWord() {
        String word = "z".repeat(30) + UUID.randomUUID().toString().replace("-", "");
        List<Clusters.Asked> many = IntStream.range(0, 1200).mapToObj(i -> asked(word + " " + letters(i) + "a " + letters(i) + "b "
                + letters(i) + "c " + letters(i) + "d")).toList();
        List<Clusters.Place> places = place(many);
        assertThat(places.stream().map(Clusters.Place::cluster).distinct()).hasSize(1200);
        String last = letters(1199);
        assertThat(place(List.of(asked(last + "a, " + last + "b, " + last + "c, " + last + "d! " + word))))
                .containsExactly(places.get(1199));
    }

    /** Three letters, others for each number up to 17,576. */
    private static String letters(int number) {
        return "" + (char) ('a' + number / 676) + (char) ('a' + number / 26 % 26) + (char) ('a' + number % 26);
    }

    private static Clusters.Asked asked(String question) {
        return new Clusters.Asked(question, Optional.empty());
    }

    private List<Clusters.Place> place(List<Clusters.Asked> asked) {
        return place(clusters, Clusters.Stratum.DOMAIN, asked);
    }

    private List<Clusters.Place> place(Clusters by, Clusters.Stratum stratum, List<Clusters.Asked> asked) {
        return transactions.run(session -> by.place(session, asked, stratum)).await().atMost(Patience.LONG);
    }

    private Clusters.Place corrected(Clusters by, String question) {
        return place(by, Clusters.Stratum.FEEDBACK, List.of(asked(question))).get(0);
    }

    @Test
    void feedbackInOtherWordsIsInOneClusterWhoeverCurates() {
        Clusters.Place first = corrected(clusters, "Where can I moor my houseboat?");
        assertThat(corrected(clusters, "I come by houseboat. Where do I moor it?")).isEqualTo(first);

        Clusters another = new Clusters(meanings("")); // as after a start
        assertThat(corrected(another, "Where may I moor a houseboat?")).isEqualTo(first);
        assertThat(corrected(clusters, "Where is it possible for me to moor my houseboat?")).as("what others have stored").isEqualTo(first);
        assertThat(corrected(clusters, "Where can I moor my 2 houseboats?").cluster()).isNotEqualTo(first.cluster());
        assertThat(corrected(new Clusters(meanings("none")), "My houseboat, where do I moor that one?").cluster())
                .as("by words alone").isNotEqualTo(first.cluster());
        assertThat(place(clusters, Clusters.Stratum.DOMAIN, List.of(asked("With my houseboat, where could I moor?"))).get(0).cluster())
                .as("the base's own by words alone").isNotEqualTo(first.cluster());
    }

    private AskedMeanings meanings(String encoder) {
        return new AskedMeanings(
                Settings.of(CurationConfig.class, encoder.isEmpty() ? Map.of() : Map.of("retort.curation.encoder", encoder)),
                Roles.parse(Roles.ALL));
    }

    @Test
    void whatWasTakenBackIsLikeNothing() {
        List<Clusters.Asked> both = List.of(asked("Do you rent out telescopes for the night?"),
                asked("Is the planetarium heated in winter?"));
        assertThatThrownBy(() -> transactions.run(session -> clusters.place(session, both.subList(0, 1), Clusters.Stratum.FEEDBACK)
                .flatMap(one -> clusters.place(session, both.subList(1, 2), Clusters.Stratum.FEEDBACK)) // which has read the first one
                .flatMap(other -> Uni.createFrom().failure(new IllegalStateException("the database is away")))).await()
                .atMost(Patience.LONG)).isInstanceOf(IllegalStateException.class);

        Clusters.Place place = corrected(clusters, "Can I rent a telescope for the night?");
        assertThat(corrected(clusters, "Do you rent out telescopes for the night?")).isEqualTo(place);
    }

    @Test
    void aCorrectionBetweenTwoPartsIsInNeither() {
        store.importExamples(List.of(correction("Do you have a student discount?", Optional.of(Split.GATE)),
                correction("Can I get a discount with my student card?", Optional.of(Split.TRAIN)))).await().atMost(Patience.LONG);
        store.freeze("before-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG);
        ExchangeEvent exchange = said("I am a student. Do I get a discount?", "No.");
        correct(exchange, AGENT, "Yes, a tenth.");

        assertThat(one(exchange, "approved")).containsEntry("split", "between");
        assertThat(status("splits.correction.between")).isEqualTo(1);
        assertThat(store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG).newExamples()).isZero();
        assertThat(store.freeze("between-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG).examples())
                .noneMatch(example -> example.prompt().equals(exchange.prompt()))
                .anyMatch(example -> example.prompt().get(0).content().equals("Do you have a student discount?"));
    }

    private static NewExample correction(String asked, Optional<Split> split) {
        return new NewExample(List.of(ChatTurn.user(asked)), "Yes, a tenth.", Optional.of("No."), Source.CORRECTION, split);
    }

    @Test
    void moreQuestionsThanMayWaitForTheDatabaseAreRefusedAtOnce() throws Exception {
        List<Object> ends = Collections.synchronizedList(new ArrayList<>());
        int asked = 1200;
        try (Connection connection = DriverManager.getConnection(database, user, password.orElse(""))) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("lock table dead_letter in access exclusive mode");
            for (int i = 0; i < asked; i++) {
                transactions.run(session -> session.createNativeQuery("select count(*) from dead_letter", Long.class).getSingleResult())
                        .subscribe().with(ends::add, ends::add);
            }
            await().until(() -> ends.size() >= asked - 1000);
            assertThat(List.copyOf(ends)).allSatisfy(end -> assertThat(end).isInstanceOfSatisfying(Refusal.class,
                    refusal -> assertThat(refusal.problem().status()).isEqualTo(503)));
            connection.rollback();
        }
        await().until(() -> ends.size() == asked);
        assertThat(ends.stream().filter(Long.class::isInstance).count()).isGreaterThan(900);
    }

    @Test
    void anImportedCorrectionIsRedacted() {
        var correction = new NewExample(List.of(ChatTurn.user(question() + " I am ann@home.example.")), "Ask bob@home.example.",
                Optional.of("Ask eve@home.example."), Source.CORRECTION, Optional.empty());
        store.importExamples(List.of(correction)).await().atMost(Patience.LONG);

        List<CuratedExample> examples = store.freeze("redacted-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples();
        assertThat(examples)
                .filteredOn(e -> e.chosen().equals(Optional.of("Ask [email].")) && e.rejected().equals(Optional.of("Ask [email].")))
                .anySatisfy(e -> assertThat(e.prompt().get(0).content()).endsWith("I am [email]."));
    }

    @Test
    void aNonsensicalImportIsRefused() {
        NewExample flag = new NewExample(List.of(ChatTurn.user("q")), "a", Optional.empty(), Source.FLAG, Optional.empty());
        assertThatThrownBy(() -> store.importExamples(List.of(flag)).await().atMost(Patience.LONG))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("flag");
        assertThatThrownBy(() -> Word.of(Split.class, "exam")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("EXAM");
        assertThatThrownBy(() -> store.importExamples(List.of(domain("q", " ", Optional.empty()))).await().atMost(Patience.LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fortyQuestionsAreSplitEvenly() {
        List<NewExample> praised = IntStream.range(0, 40)
                .mapToObj(
                        i -> new NewExample(List.of(ChatTurn.user(question())), "Yes.", Optional.of("No."), Source.CORRECTION,
                                Optional.empty()))
                .toList();
        store.importExamples(praised).await().atMost(Patience.LONG);
        Set<List<ChatTurn>> prompts = new HashSet<>(praised.stream().map(NewExample::prompt).toList());
        List<CuratedExample> examples = store.freeze("forty-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples()
                .stream()
                .filter(e -> prompts.contains(e.prompt())).toList();
        assertThat(examples).hasSize(40);
        assertThat(examples.stream().filter(e -> e.split() == Split.GATE)).hasSizeBetween(7, 9);
        assertThat(examples.stream().filter(e -> e.split() == Split.VALIDATION)).hasSizeBetween(3, 5);
    }

    @Test
    void aFrozenDatasetNeverChangesAndUsesUpWhatIsNew() {
        ExchangeEvent exchange = said(question(), "No.");
        correct(exchange, AGENT, "Yes.");
        String id = (String) one(exchange, "approved").get("exampleId");
        String run = "frozen-" + UUID.randomUUID();
        FrozenDataset frozen = store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG);
        assertThat(frozen.examples()).isSortedAccordingTo(java.util.Comparator.comparing(CuratedExample::id))
                .anyMatch(e -> e.id().equals(id) && e.isNew());
        assertThat(store.waiting(Learnable.REPLIES).await().atMost(Patience.LONG).newExamples()).isZero();

        correct(exchange, AGENT, "Yes, always.");
        eventually(() -> assertThat(states(exchange)).containsExactly("superseded", "approved"));
        assertThat(store.freeze(run, Learnable.REPLIES).await().atMost(Patience.LONG)).isEqualTo(frozen);
        assertThat(store.dataset(run).await().atMost(Patience.LONG)).isEqualTo(frozen);
        assertThat(Datasets.digest(frozen.examples())).isEqualTo(frozen.digest()).hasSize(64);
        FrozenDataset next = store.freeze("next-" + run, Learnable.REPLIES).await().atMost(Patience.LONG);
        assertThat(next.digest()).isNotEqualTo(frozen.digest());
        assertThat(next.examples()).noneMatch(e -> e.id().equals(id));
        assertThatThrownBy(() -> store.dataset("never-requested").await().atMost(Patience.LONG)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void domainExamplesThatWouldLeakTheGateAreLeftOut() {
        Map<String, NewExample> byAsked = new HashMap<>();
        List<ExchangeEvent> exchanges = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // of five clusters in a row one is for the gate
            String asked = question();
            byAsked.put(asked, domain(asked + " please", "As ever.", Optional.of(Split.TRAIN)));
            exchanges.add(said(asked, "No."));
        }
        store.importExamples(List.copyOf(byAsked.values())).await().atMost(Patience.LONG);
        exchanges.forEach(e -> correct(e, AGENT, "Yes."));
        exchanges.forEach(e -> one(e, "approved"));
        List<CuratedExample> examples = store.freeze("leak-" + UUID.randomUUID(), Learnable.REPLIES).await().atMost(Patience.LONG)
                .examples();
        for (ExchangeEvent e : exchanges) {
            String split = (String) one(e, "approved").get("split");
            NewExample domain = byAsked.get(e.prompt().get(0).content());
            assertThat(examples.stream().anyMatch(x -> x.prompt().equals(domain.prompt()))).as("in %s", split)
                    .isEqualTo(split.equals("train"));
        }
    }
}
