package dev.retort.curation;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

/** Decides whose feedback counts without a reviewer. */
@ApplicationScoped
class Trust {
    private static final String OWN_CHAT = "/retort/chat";

    private final CurationConfig config;

    Trust(CurationConfig config) {
        this.config = config;
    }

    /** An agent's or operator's, if the source that says so is believed; a service's, if its source is configured as trusted; nobody else's. */
    boolean countsAtOnce(Feedback feedback) {
        if (config.approval() == CurationConfig.Approval.REVIEW) {
            return false;
        }
        boolean configured = config.trustedSources().orElse(Set.of()).contains(feedback.source);
        return switch (feedback.senderRole) {
            case "agent", "operator" -> configured || OWN_CHAT.equals(feedback.source);
            case "service" -> configured;
            default -> false;
        };
    }
}
