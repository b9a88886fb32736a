package dev.retort.curation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Approves examples, and sees to it that no two approved ones of a prompt contradict each other: {@link Claims} says which hold. */
@ApplicationScoped
class Approvals {
    private final CurationConfig config;
    private final Clock clock;

    Approvals(CurationConfig config, Clock clock) {
        this.clock = clock;
        this.config = config;
    }

    /**
     * Approves what trusted people have said, and settles anew what holds of a prompt, of which something may have been withdrawn. With
     * {@code retort.curation.conflicts=review} a contradiction goes to a reviewer instead.
     */
    Uni<Void> settle(Mutiny.Session session, String promptKey, List<Example> trusted) {
        return claims(session, promptKey).invoke(known -> {
            List<Example> all = new ArrayList<>(known);
            all.removeAll(trusted);
            for (Example example : trusted) {
                if (config.conflicts() == CurationConfig.Conflicts.REVIEW && all.stream().anyMatch(other -> holdsAgainst(other, example))) {
                    example.state = Example.State.CONFLICT;
                } else {
                    all.add(example);
                }
            }
            settle(all);
        }).replaceWithVoid();
    }

    /** Approves it for a reviewer, whose decision is the last word on the prompt so far. */
    Uni<Void> approve(Mutiny.Session session, Example example) {
        return claims(session, example.promptKey).invoke(known -> {
            List<Example> all = new ArrayList<>(known);
            all.remove(example);
            all.add(example);
            example.saidAt = clock.instant();
            settle(all);
        }).replaceWithVoid();
    }

    private void settle(List<Example> all) {
        Instant now = clock.instant();
        Set<String> standing = Claims.of(all.stream().map(Claims.Claim::of).toList());
        all.forEach(example -> {
            if (standing.contains(example.id)) {
                example.approve(now);
            } else {
                example.giveWay(now);
            }
        });
    }

    private static boolean holdsAgainst(Example other, Example example) {
        return other.state == Example.State.APPROVED && Claims.contradict(Claims.Claim.of(other), Claims.Claim.of(example));
    }

    /** The examples of the prompt that are approved, or would be if others did not say otherwise. */
    private static Uni<List<Example>> claims(Mutiny.Session session, String promptKey) {
        return Transactions.lock(session, "retort.prompt/" + promptKey).flatMap(locked -> session.flush())
                .flatMap(flushed -> session
                        .createQuery("from Example where promptKey = :key and (state = :approved or outdone = true) and source <> :domain",
                                Example.class)
                        .setParameter("key", promptKey).setParameter("approved", Example.State.APPROVED)
                        .setParameter("domain", Source.DOMAIN).getResultList());
    }
}
