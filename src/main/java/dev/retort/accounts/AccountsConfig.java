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

    /** Number of wrong passwords for one name after which strangers must wait. Default 10. */
    @WithDefault("10")
    int failuresOfName();

    /** Number of wrong passwords from one address, for any names, after which it must wait. Default 50. */
    @WithDefault("50")
    int failuresOfAddress();

    /** Time after which a wrong password is forgotten. Default 15 minutes. */
    @WithDefault("PT15M")
    Duration lockOut();
}
