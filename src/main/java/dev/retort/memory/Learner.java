package dev.retort.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.retort.meaning.Encoder;
import dev.retort.meaning.PackedVector;
import dev.retort.meaning.TextDigest;
import dev.retort.memory.Unplaced.Task;
import org.jboss.logging.Logger;

/** The memory's own thread: it makes vectors, measures the thresholds and keeps the file. All places and answers are changed by it alone. */
final class Learner implements Runnable {
    private static final Logger LOG = Logger.getLogger(Learner.class);
    /** Measuring takes at most this share of one processor's time. */
    private static final int REST = 20;
    /** Unless there are many more or fewer corrections than the thresholds have seen. */
    private static final int SHORT_REST = 2;
    private static final double MANY_MORE = 0.1;
    private static final int MANY = 1000;
    private static final long IDLE_MILLIS = 1000;
    private static final int MOST_REPLIES = 10_000;

    private final TextVectors texts;
    private final int dimensions;
    private final MemorySettings settings;
    private final Contents contents;
    private final Guard guard;
    private final Consumer<Thresholds> heard;
    private final Unplaced backlog = new Unplaced();
    private final long begun = System.nanoTime();
    private volatile boolean closed;
    private volatile boolean hurried;
    private volatile Thresholds thresholds;
    private final AtomicInteger changes = new AtomicInteger(); // since thresholds were measured
    private volatile boolean busy;
    private final Map<String, Vectors.Of> replies = new HashMap<>(); // those that had to be compared
    private final Set<WrongReply> unscoped = new LinkedHashSet<>();
    private Measuring measuring;
    private int fittedKnown;
    private int fittedCorrections;
    private int measuredCorrections;
    private int changesBefore; // those that the thresholds in force have seen
    private long measuredAt = begun;
    private long measuringTook;

    Learner(Encoder encoder, MemorySettings settings, Contents contents, Guard guard, Consumer<Thresholds> heard) {
        this.texts = new TextVectors(encoder, settings.vectors());
        this.dimensions = encoder.dimensions();
        this.settings = settings;
        this.contents = contents;
        this.guard = guard;
        this.heard = heard;
        this.measuring = Measuring.of(new MeasuredSample(List.of(), List.of()), dimensions);
        this.thresholds = measuring.thresholds(List.of(), known -> true, settings.mostKnownRecalled());
    }

    Thresholds thresholds() {
        return thresholds;
    }

    int pending() {
        return backlog.size();
    }

    void add(Task task) {
        backlog.add(task);
    }

    /** Something went. */
    void forgot() {
        changes.incrementAndGet();
        texts.forgot();
    }

    /** The vectors of a question, made on the calling thread. */
    Vectors vectors(Said said, boolean together) {
        return new Vectors(texts.of(said.last()), together && !said.isFirst() ? Optional.of(texts.of(said.together())) : Optional.empty());
    }

    @Override
    public void run() {
        texts.read();
        try {
            while (!closed) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() throws InterruptedException {
        busy = true;
        Optional<Task> task = backlog.next();
        if (task.isPresent()) {
            long begin = System.nanoTime();
            attempt(() -> learn(task.get()));
            changes.incrementAndGet();
            if (task.get() instanceof Unplaced.OfKnown && !hurried) {
                backlog.pause(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)); // half of a processor is enough for what is not urgent
            }
        }
        attempt(this::scopeAll);
        if (isToBeMeasured(task.isPresent())) {
            attempt(this::measure);
        }
        if (texts.isToBeSaved(contents.corrected.size())) {
            attempt(this::save);
        }
        if (task.isEmpty()) {
            busy = false;
            backlog.await(IDLE_MILLIS);
        }
    }

    /** Whatever fails here fails again tomorrow at worst; the memory goes on with what it has. */
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("the memory could not learn", e);
        }
    }

    private void learn(Task task) {
        if (task instanceof Unplaced.OfCorrection correction) {
            learn(correction.one());
        } else if (task instanceof Unplaced.OfLetGo letGo) {
            Vectors vectors = texts.keptOf(letGo.one().said());
            guard.writing(() -> {
                if (contents.letGos.holds(letGo.one())) {
                    contents.place(letGo.one(), vectors);
                }
            });
        } else if (task instanceof Unplaced.OfKnown known) {
            Optional<Said> said = guard.reading(() -> known.one().unread().filter(unread -> contents.isOfUse(known.one())));
            said.ifPresent(unread -> {
                Vectors vectors = texts.keptOf(unread);
                guard.writing(() -> {
                    if (contents.known.holds(known.one())) {
                        contents.place(known.one(), vectors);
                    }
                });
                guard.reading(() -> contents.toCompare(known.one())).forEach(wrong -> compare(wrong, known.one().reply()));
            });
        }
    }

    private void learn(Remembered one) {
        if (!guard.reading(() -> contents.corrections.holds(one))) {
            return;
        }
        Vectors vectors = texts.keptOf(one.said());
        Optional<PackedVector> answer = one.answer().vector().isPresent()
                ? Optional.empty()
                : Optional.of(vector(one.answer().text()));
        guard.writing(() -> {
            answer.ifPresent(one.answer()::isAt);
            if (contents.corrections.holds(one)) {
                contents.place(one, vectors);
            }
        });
        Optional<WrongReply> wrong = guard.reading(() -> contents.corrections.ofReply(Corrections.reply(one)));
        wrong.ifPresent(unscoped::add);
        guard.reading(() -> List.copyOf(contents.known.ofReply(Corrections.reply(one)))).stream()
                .filter(known -> known.unread().isPresent())
                .forEach(known -> backlog.add(new Unplaced.OfKnown(known)));
        wrong.ifPresent(flagged -> guard.reading(() -> contents.toCompare(one, flagged)).forEach(reply -> compare(flagged, reply)));
    }

    /** Finds out whether a reply to known questions says what a flagged one says. Its vector is made only where words and numbers leave that open. */
    private void compare(WrongReply wrong, TextDigest digest) {
        Optional<KnownReply> known = guard.reading(() -> contents.known.reply(digest));
        known.ifPresent(reply -> {
            boolean same = Claim.of(wrong.text()).mayAgree(Claim.of(reply.text()))
                    && Claim.areAlike(vector(wrong.text()), vector(reply.text()));
            guard.writing(() -> contents.corrections.compared(wrong, digest, same));
            if (same) {
                unscoped.add(wrong);
            }
        });
    }

    /** The vector of a reply, which may be said to many questions, flagged at some, and given as a better one at others. */
    private PackedVector vector(String reply) {
        if (replies.size() >= MOST_REPLIES) {
            replies.clear();
        }
        Vectors.Of of = Optional.ofNullable(replies.get(reply)).orElseGet(() -> texts.keptOf(reply));
        replies.put(reply, of);
        return of.vector();
    }

    /** Once for each reply, however many of its corrections have come. */
    private void scopeAll() {
        for (Iterator<WrongReply> replies = unscoped.iterator(); replies.hasNext() && !backlog.isUrgent();) {
            WrongReply reply = replies.next();
            replies.remove();
            scope(reply);
        }
    }

    private void scope(WrongReply reply) {
        TextDigest letters = TextDigest.of(reply.letters());
        WrongReply.Scope scope = guard.reading(
                () -> measuring.scope(reply.latest(), contents.usesAt(reply), known -> known.reply().equals(letters),
                        new InOtherWords(contents.corrections.inAnyWords(reply), contents.usesInOtherWords(reply))));
        guard.writing(() -> contents.scope(reply, scope));
    }

    private boolean isToBeMeasured(boolean more) {
        if (changes.get() == 0 || backlog.isUrgent()) {
            return false;
        }
        if (more && backlog.size() > 0) {
            return changes.get() >= Math.max(MANY / 4, changesBefore);
        }
        int corrections = guard.reading(() -> contents.corrections.size());
        int rest = Math.abs(corrections - measuredCorrections) > MANY_MORE * measuredCorrections ? SHORT_REST : REST;
        return hurried || measuringTook == 0 || System.nanoTime() - measuredAt > rest * measuringTook;
    }

    private void measure() {
        long begin = System.nanoTime();
        int seen = changes.get();
        MeasuredSample sample = guard.reading(this::sample);
        if (isToBeFitted(sample)) {
            measuring = Measuring.of(sample, dimensions);
            fittedKnown = sample.known().size();
            fittedCorrections = sample.corrections().size();
            Move.Moved moved = guard.reading(contents::move).to(measuring.space());
            guard.writing(() -> contents.change(moved));
        }
        guard.reading(() -> List.copyOf(contents.corrections.replies())).forEach(this::scope); // decides which known questions count
        MeasuredSample counted = guard.reading(this::sample);
        Set<Known> known = counted.known().stream().map(MeasuredSample.KnownPoint::known).collect(Collectors.toSet());
        Thresholds measured = measuring.thresholds(counted.corrections(), known::contains, settings.mostKnownRecalled());
        boolean news = !measured.equals(thresholds);
        thresholds = measured;
        changesBefore = seen;
        measuredCorrections = guard.reading(() -> contents.corrections.size());
        changes.addAndGet(-seen);
        measuredAt = System.nanoTime();
        measuringTook = measuredAt - begin;
        if (news) {
            heard.accept(measured);
        }
    }

    private boolean isToBeFitted(MeasuredSample sample) {
        int known = sample.known().size();
        int corrections = sample.corrections().size();
        return known > 1.2 * fittedKnown + 10 || known < 0.8 * fittedKnown || corrections > 1.5 * fittedCorrections + 10
                || corrections < 0.5 * fittedCorrections;
    }

    private MeasuredSample sample() {
        List<MeasuredSample.KnownPoint> known = new ArrayList<>();
        contents.known.all().filter(one -> one.isFirst() && contents.counts(one)).forEach(
                one -> one.vectors().ifPresent(vectors -> known.add(new MeasuredSample.KnownPoint(one, vectors.alone().vector()))));
        List<MeasuredSample.Corrected> corrections = new ArrayList<>();
        contents.corrections.latest().filter(one -> one.said().isFirst()).flatMap(
                one -> one.vectors().map(vectors -> new MeasuredSample.Corrected(one, vectors.alone().vector())).stream())
                .limit(Measuring.MOST_CORRECTIONS).forEach(corrections::add);
        return new MeasuredSample(known, corrections);
    }

    private void save() {
        texts.save(() -> Stream.concat(guard.reading(contents::held).stream(), replies.values().stream()));
    }

    boolean isSettled() { return !busy && backlog.size() == 0 && changes.get() == 0; }

    /** Spends the whole of a processor until all is learned. */
    void hurry(boolean wanted) {
        hurried = wanted;
        synchronized (backlog) {
            backlog.notifyAll();
        }
    }

    /** Ends the thread once it has finished what it does, and saves. */
    void close(Thread thread) {
        closed = true;
        hurry(true);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (texts.isUnsaved()) {
            save();
        }
        texts.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
