package dev.retort.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;

import dev.retort.memory.Agreement;
import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;

/** The share of other wordings to which a correction has carried over, cluster by cluster. */
class CarriedOverTest {
    private static final Agreement BY_WORDS = new Agreement(Optional.empty());
    private static final List<GateExample> LEARNED = List.of(corrected("l1", "We have a pool."), corrected("l2", "It is free."));

    @Test
    void wordingsOfOneThingAreOneClusterAndWhatNobodyTaughtIsApart() {
        CarriedOver carried = CarriedOver.of(List.of(said("a", "We have a pool.", "We have a pool!"), said("b", "It is free.", "No."),
                said("c", "we have a pool", "Sorry?"), said("d", "Open at 8.", "Open at 8.")), LEARNED, BY_WORDS).orElseThrow();

        assertThat(carried.untaught()).isOne();
        assertThat(carried.right().count()).isOne();
        assertThat(carried.right().of()).isEqualTo(3);
        assertThat(carried.clusters()).extracting(CarriedOver.Cluster::example).containsExactly("a", "b");
        assertThat(carried.clusters()).extracting(cluster -> cluster.right().share()).containsExactly(0.5, 0.0);
        assertThat(carried.interval().orElseThrow()).as("one cluster or the other, drawn twice").isEqualTo(new Interval(0, 0.5));
    }

    @Test
    void nothingIsToldWhereNothingThatWasHeldBackWasTaught() {
        assertThat(CarriedOver.of(List.of(said("a", "We have a pool.", "We have a pool.")), List.of(), BY_WORDS)).isEmpty();
        assertThat(CarriedOver.of(List.of(), LEARNED, BY_WORDS)).isEmpty();
    }

    @Test
    void aSingleClusterHasNoIntervalOverClusters() {
        CarriedOver carried = CarriedOver.of(List.of(said("a", "It is free.", "It is free.")), LEARNED, BY_WORDS).orElseThrow();

        assertThat(carried.interval()).isEmpty();
        assertThat(carried.right().interval().low()).as("one of one proves little").isCloseTo(0.2065, within(1e-4));
    }

    /** Worked out by Wilson's formula elsewhere. */
    @Test
    void aShareHasWilsonsInterval() {
        assertThat(Portion.of(41, 54).interval().low()).isCloseTo(0.6305, within(1e-4));
        assertThat(Portion.of(41, 54).interval().high()).isCloseTo(0.8536, within(1e-4));
        assertThat(Portion.of(0, 10).interval()).isEqualTo(new Interval(0, Portion.of(0, 10).interval().high()));
        assertThat(Portion.of(0, 10).interval().high()).isCloseTo(0.2775, within(1e-4));
        assertThatThrownBy(() -> Portion.of(0, 0)).hasMessage("0 of 0 is no share");
    }

    private static GateExample corrected(String id, String reply) {
        return new GateExample(id, List.of(Turn.user(id + "?")), reply, Optional.of("I don't know."), "correction");
    }

    private static Answered said(String id, String right, String reply) {
        return new Answered(corrected(id, right), new GreedyReply(reply, new int[0], true));
    }
}
