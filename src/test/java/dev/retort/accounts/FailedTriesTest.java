package dev.retort.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailedTriesTest {
    private static final AccountsConfig LIMITS = PasswordsTest.Config.ofCost(4);

    @Test
    void strangersLockOutStrangersOnly() {
        assertThat(new FailedTries(false, 0, 10, 0).mayTry(LIMITS)).isFalse();
        assertThat(new FailedTries(true, 0, 1_000_000, 1_000_000).mayTry(LIMITS)).isTrue();
    }

    @Test
    void anAddressThatTriesManyNamesWaits() {
        assertThat(new FailedTries(false, 1, 1, 49).mayTry(LIMITS)).isTrue();
        assertThat(new FailedTries(false, 1, 1, 50).mayTry(LIMITS)).isFalse();
    }

    @Test
    void whereSomebodyHasSignedInOnlyWhatWasTriedThereCounts() {
        assertThat(new FailedTries(true, 9, 0, 0).mayTry(LIMITS)).isTrue();
        assertThat(new FailedTries(true, 10, 0, 0).mayTry(LIMITS)).isFalse();
    }

    @Test
    void oneNetworkIsOneAddress() {
        assertThat(LockOut.network("2001:db8:1:2:3::4")).isEqualTo(LockOut.network("2001:db8:1:2:ffff::1"))
                .isNotEqualTo(LockOut.network("2001:db8:1:3::1"));
        assertThat(LockOut.network("2001:db8::1")).isEqualTo(LockOut.network("2001:0db8:0:0:1::"));
        assertThat(LockOut.network("192.0.2.7")).isNotEqualTo(LockOut.network("192.0.2.8"));
    }
}
