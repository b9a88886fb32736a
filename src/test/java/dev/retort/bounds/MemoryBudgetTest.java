package dev.retort.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);

    @Test
    void whoTakesMuchLeavesTheOthersTheirOwn() {
        MemoryBudget.Share greedy = budget.share(10);
        assertThat(greedy.take(110)).isTrue();
        assertThat(greedy.take(1)).isFalse();

        MemoryBudget.Share modest = budget.share(10);
        assertThat(modest.take(10)).isTrue();
        assertThat(modest.take(1)).isFalse();
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        MemoryBudget.Share one = budget.share(10);
        assertThat(one.take(60)).isTrue();
        assertThat(one.take(50)).isTrue();
        one.give(60);
        assertThat(budget.used()).isEqualTo(40);
        assertThat(budget.share(0).take(60)).isTrue();
        one.giveAll();
        one.giveAll();
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void whatWasRefusedIsNotHeld() {
        MemoryBudget.Share share = budget.share(0);
        assertThat(share.take(101)).isFalse();
        assertThat(budget.used()).isZero();
        assertThat(share.take(100)).isTrue();
    }
}
