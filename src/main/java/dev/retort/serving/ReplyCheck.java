package dev.retort.serving;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import dev.retort.events.ExchangeEvent.Safety;
import dev.retort.events.ExchangeEvent.Safety.Finding;
import dev.retort.model.Turn;
import dev.retort.safety.ReplyStandards;
import dev.retort.safety.SafetyCheck;
import dev.retort.settings.OwnContacts;
import dev.retort.settings.SafetySettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** Looks through live replies for the same faults as the gate, and counts those that it finds in {@code retort.replies.unsafe}. */
@Startup // standards that can't be read are told when the program starts
@Singleton
public class ReplyCheck {
    private final ReplyStandards standards;
    private final SafetySettings settings;
    private final OwnContacts own;
    private final MeterRegistry metrics;
    private volatile Current check;

    /** @throws java.io.UncheckedIOException if the configured standards can't be read; the message names the file */
    ReplyCheck(SafetySettings settings, OwnContacts own, MeterRegistry metrics) {
        this.standards = settings.replyStandards();
        this.own = own;
        this.check = new Current(Set.of(), new SafetyCheck(standards));
        this.settings = settings;
        this.metrics = metrics;
        if (settings.action() != SafetySettings.Action.OFF) { // a rate is told from the first reply on
            check.check().rules().forEach(this::unsafe);
        }
    }

    private Counter unsafe(String rule) {
        return Counter.builder("retort.replies.unsafe").description("live replies that said what they should not").tag("rule", rule)
                .register(metrics);
    }

    /** @param own contacts that count as said before */
    private record Current(Set<String> own, SafetyCheck check) {}

    /**
     * A complete reply and what is shown of it.
     *
     * @param shown the reply, or the sentence that stands for it
     * @param written the reply
     * @param findings nothing for a safe reply
     */
    public record Checked(String shown, String written, List<Finding> findings) {
        public boolean unsafe() {
            return !findings.isEmpty();
        }

        /** Tells whether another sentence is shown in its place. */
        public boolean withheld() {
            return !shown.equals(written);
        }

        /** For the exchange's event; empty for a safe reply. */
        public Optional<Safety> safety() {
            return unsafe() ? Optional.of(new Safety(findings, withheld() ? Optional.of(written) : Optional.empty())) : Optional.empty();
        }

        /** The findings in a line, without their texts: {@code order number, promise}. */
        public String summary() {
            return findings.stream().map(Finding::rule).distinct().collect(Collectors.joining(", "));
        }
    }

    /** Tells whether a reply may be shown before it is complete: not if an unsafe one is to be withheld. */
    public boolean streams() {
        return settings.action() != SafetySettings.Action.WITHHOLD;
    }

    /** Tells whether an unsafe reply goes to the reviewers. */
    public boolean flags() {
        return settings.action() == SafetySettings.Action.FLAG || settings.action() == SafetySettings.Action.WITHHOLD;
    }

    /**
     * Checks a reply that was just written, and counts what is found.
     *
     * @param prompt all turns before the reply, the last is the user's
     */
    public Checked check(List<Turn> prompt, String reply) {
        List<Finding> found = findings(prompt, reply);
        found.stream().map(Finding::rule).distinct().forEach(rule -> unsafe(rule).increment());
        return new Checked(streams() || found.isEmpty() ? reply : settings.instead(), reply, found);
    }

    private List<Finding> findings(List<Turn> prompt, String reply) {
        return settings.action() == SafetySettings.Action.OFF
                ? List.of()
                : current().findings(prompt, reply).stream().map(finding -> new Finding(finding.rule(), finding.text())).toList();
    }

    private SafetyCheck current() {
        Set<String> now = own.now();
        if (!check.own().equals(now)) {
            check = new Current(now, new SafetyCheck(standards.withAllowed(now)));
        }
        return check.check();
    }
}
