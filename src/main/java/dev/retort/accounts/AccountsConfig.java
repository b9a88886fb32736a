package dev.retort.accounts;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of accounts. */
@ConfigMapping(prefix = "retort.accounts")
interface AccountsConfig {
    /** Time for which an invitation holds. Default 7 days. */
    @WithDefault("P7D")
    Duration invitationTtl();

    /** Binary logarithm of the rounds in which a password is hashed, 4 to 31. Default 12, some 0.3 s. */
    @WithDefault("12")
    int passwordCost();
}
