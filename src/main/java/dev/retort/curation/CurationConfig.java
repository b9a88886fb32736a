package dev.retort.curation;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of how feedback becomes examples. */
@ConfigMapping(prefix = "retort.curation")
public interface CurationConfig {

    /** Whether this process curates from its start; it can be stopped and started later. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** Corrections that count at once. Default {@code trusted}: an agent's do, a customer's wait for review. {@code review}: all wait. */
    @WithDefault("trusted")
    Approval approval();

    enum Approval {
        TRUSTED, REVIEW
    }

    /**
     * CloudEvents sources, besides {@code /retort/chat}, whose word about their sender's role is believed, and whose {@code service} feedback
     * counts at once. Whoever may write to the topic can use any source: the broker's permissions protect it. Default: none.
     */
    Optional<Set<String>> trustedSources();

    /** The fate of two different approved corrections of one prompt. Default {@code latest-wins}; {@code review}: a reviewer decides. */
    @WithDefault("latest-wins")
    Conflicts conflicts();

    enum Conflicts {
        LATEST_WINS, REVIEW
    }

    /**
     * The sentence encoder that tells which questions are the same in other words, as {@code retort.memory.encoder} names it; {@code none}: words alone do.
     * Default: that one.
     */
    @WithDefault("${retort.memory.encoder:}")
    Optional<String> encoder();

    /** Time that feedback waits for its exchange before an operator sees it as expired. Default 7 days. */
    @WithDefault("7d")
    Duration waitingExpiry();

    /** Time between two looks at that. Default 10 minutes. */
    @WithDefault("10m")
    String expiryCheck();

    /** Texts that are not redacted although they look personal: the shop's own e-mail address and phone number. Default: none. */
    Optional<Set<String>> keep();
}
