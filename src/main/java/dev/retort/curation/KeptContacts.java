package dev.retort.curation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.retort.problem.Problem;
import dev.retort.roles.Roles;
import dev.retort.settings.ContactsFile;
import dev.retort.settings.OwnContacts;
import dev.retort.text.Redaction;
import dev.retort.text.Redaction.Kind;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The shop's own e-mail addresses and telephone numbers, which are learned as they are: those in {@code retort.curation.keep}, and those that an agent has
 * confirmed, once for all. What a customer has said is never among these.
 */
@ApplicationScoped
class KeptContacts implements OwnContacts {
    private static final Logger LOG = Logger.getLogger(KeptContacts.class);

    private final Transactions transactions;
    private final Roles roles;
    private final MemoryOutbox memory;
    private final ContactsFile file;
    private final Set<String> configured;
    private volatile Set<String> confirmed = Set.of();

    KeptContacts(Transactions transactions, Roles roles, MemoryOutbox memory, CurationConfig config,
            @ConfigProperty(name = "retort.home") Path home) {
        this.file = new ContactsFile(home);
        this.transactions = transactions;
        this.memory = memory;
        this.roles = roles;
        this.configured = config.keep().orElse(Set.of());
    }

    /** One that an agent has confirmed. */
    public record Contact(String text, String kind, String by, Instant at) {}

    /** @param learned examples that no run has seen yet and that have the contact now instead of a placeholder */
    record Kept(Contact contact, int learned) {}

    /** Redaction as it is at the moment of this transaction. */
    Uni<Redaction> redaction(Mutiny.Session session) {
        return texts(session).map(texts -> {
            Set<String> all = new HashSet<>(configured);
            all.addAll(texts);
            return new Redaction(all);
        });
    }

    private static Uni<List<String>> texts(Mutiny.Session session) {
        return session.createNativeQuery("select text from kept_contact", String.class).getResultList();
    }

    @Override
    public Set<String> now() {
        return confirmed;
    }

    @Scheduled(every = "10s")
    Uni<Void> look() {
        return roles.needDatabase()
                ? transactions.run(KeptContacts::texts).invoke(texts -> confirmed = Set.copyOf(texts))
                        .emitOn(Infrastructure.getDefaultWorkerPool()).invoke(texts -> tellCommands(Set.copyOf(texts)))
                        .replaceWithVoid().onFailure()
                        .invoke(e -> LOG.debugf("the shop's own contacts can't be read now: %s", e.getMessage())).onFailure()
                        .recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private synchronized void tellCommands(Set<String> texts) {
        try {
            file.write(texts);
        } catch (IOException e) {
            LOG.warnf("retort import does not hear of the shop's own contacts: %s", e.getMessage());
        }
    }

    Uni<List<Contact>> all() {
        return transactions.run(session -> session
                .createNativeQuery("select text, kind, confirmed_by, confirmed_at from kept_contact order by confirmed_at", Object[].class)
                .getResultList().map(rows -> rows.stream().map(KeptContacts::contact).toList()));
    }

    private static Contact contact(Object[] row) {
        return new Contact((String) row[0], (String) row[1], (String) row[2], ((OffsetDateTime) row[3]).toInstant());
    }

    /** Keeps it from now on. Fails with a refusal if it is no address or number, or a customer has said it. */
    Uni<Kept> keep(String text, String by) {
        Kind kind = new Redaction(Set.of()).kind(text).filter(found -> found == Kind.EMAIL || found == Kind.PHONE)
                .orElseThrow(() -> QueryParameters.bad("text is no e-mail address or telephone number, expected one and nothing else"));
        return transactions.run(session -> saidByCustomer(session, text).flatMap(exchanges -> {
            if (!exchanges.isEmpty()) {
                throw Problem.conflict("customers-contact", "A customer has said it",
                        "a customer has said it in exchange %s, and contact data of customers is never kept; if it is the shop's own, put it into"
                                .formatted(exchanges.get(0)) + " retort.curation.keep")
                        .refusal();
            }
            return session.createNativeQuery("""
                    insert into kept_contact (plain, text, kind, confirmed_by) values (:plain, :text, :kind, :by)
                    on conflict (plain) do update set text = kept_contact.text
                    returning text, kind, confirmed_by, confirmed_at""", Object[].class)
                    .setParameter("plain", Redaction.plain(text)).setParameter("text", text).setParameter("kind", kind.word())
                    .setParameter("by", by).getSingleResult();
        }).flatMap(row -> again(session, kind).map(learned -> new Kept(contact(row), learned)))).invoke(memory::soon)
                .call(this::look);
    }

    /** Takes it back; what is learned from now on has a placeholder. @return whether it was kept */
    Uni<Boolean> forget(String text) {
        return transactions.run(session -> session.createNativeQuery("delete from kept_contact where plain = :plain")
                .setParameter("plain", Redaction.plain(text)).executeUpdate()).map(count -> count > 0).call(this::look);
    }

    /** An exchange in which the user has said it, however it was written. */
    private static Uni<List<String>> saidByCustomer(Mutiny.Session session, String text) {
        return session.createNativeQuery("""
                select e.id from exchange e where exists (select 1 from json_array_elements(cast(e.prompt as json)) said
                  where said ->> 'role' = 'user'
                    and position(:plain in lower(regexp_replace(said ->> 'content', '[\\s./()-]', '', 'g'))) > 0)
                limit 1""", String.class).setParameter("plain", Redaction.plain(text)).getResultList();
    }

    /** Writes better replies anew that no run has seen: with their placeholders they would be learned as they were not meant. */
    private Uni<Integer> again(Mutiny.Session session, Kind kind) {
        return redaction(session).flatMap(redaction -> session.createNativeQuery("""
                select e.id, f.better_reply, e.chosen from example e join feedback f on f.number = e.feedback_number
                where e.contributor = f.sender and f.better_reply is not null and e.state in ('pending', 'conflict', 'approved')
                  and position(:placeholder in e.chosen) > 0
                  and not exists (select 1 from dataset_example d where d.example_id = e.id)""", Object[].class)
                .setParameter("placeholder", "[" + kind.name().toLowerCase(Locale.ROOT) + "]").getResultList()
                .flatMap(rows -> Multi.createFrom().iterable(rows)
                        .onItem().transformToUniAndConcatenate(row -> rewrite(session, (String) row[0], redaction.redact((String) row[1]),
                                (String) row[2]))
                        .collect().with(Collectors.summingInt(Integer::intValue))));
    }

    private static Uni<Integer> rewrite(Mutiny.Session session, String example, String chosen, String before) {
        return chosen.equals(before)
                ? Uni.createFrom().item(0)
                : session.createNativeQuery("update example set chosen = :chosen where id = :id").setParameter("chosen", chosen)
                        .setParameter("id", example).executeUpdate();
    }
}
