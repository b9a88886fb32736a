package dev.retort.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.retort.meaning.PackedVector;
import dev.retort.meaning.Space;

/**
 * The space that a home's own data teach, and the thresholds that hold in it.
 *
 * <p>Each known question and each correction is tried in a space that was made without it and a fifth of all others: in the space that they made themselves
 * they would find each other too easily (cross-validation; Stone 1974).
 */
final class Measuring {
    private static final int FOLDS = 5;
    static final int MOST_NEIGHBOURS = 4000;
    static final int MOST_CORRECTIONS = 2000;
    private static final int MOST_TRIED = 1000;
    private static final int FEWEST = 30;
    private static final int SCOPE_SAMPLE = 500;
    private static final double SCOPE_QUANTILE = 0.95;
    private static final double SHARE_IN_SCOPE = 0.2;
    private static final int FEW_USES = 5;
    private static final int MOST_OF_A_REPLY = 20;

    private final Space space;
    private final List<Space> without = new ArrayList<>();
    private final List<Known> known = new ArrayList<>();
    private final List<List<PackedVector>> places = new ArrayList<>(); // [folds][known]
    private final int[] nearest; // the nearest other known question of each that is tried, -1 for none
    private final List<float[]> scopeSample = new ArrayList<>();

    private Measuring(MeasuredSample sample, int dimensions) {
        this.space = fit(sample, -1, dimensions);
        for (int fold = 0; fold < FOLDS; fold++) {
            Space left = fit(sample, fold, dimensions);
            without.add(left);
            places.add(sample.known().stream().map(point -> placed(left, point.vector())).toList());
        }
        sample.known().forEach(point -> known.add(point.known()));
        sample.known().stream().limit(SCOPE_SAMPLE).forEach(point -> scopeSample.add(space.place(point.vector().unpacked())));
        this.nearest = new int[Math.min(known.size(), MOST_TRIED)];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = nearestOther(i, other -> true);
        }
    }

    /** The space that this sample teaches. Its order is drawn by lot, the same for the same sample. */
    static Measuring of(MeasuredSample sample, int dimensions) {
        List<MeasuredSample.KnownPoint> shuffled = new ArrayList<>(sample.known());
        Collections.shuffle(shuffled, new Random(1));
        return new Measuring(new MeasuredSample(shuffled.subList(0, Math.min(shuffled.size(), MOST_NEIGHBOURS)), sample.corrections()),
                dimensions);
    }

    Space space() {
        return space;
    }

    private static Space fit(MeasuredSample sample, int without, int dimensions) {
        Map<Object, List<float[]>> groups = new LinkedHashMap<>();
        for (int i = 0; i < sample.known().size(); i++) {
            if (i % FOLDS != without) {
                MeasuredSample.KnownPoint point = sample.known().get(i);
                groups.computeIfAbsent(point.known().reply(), reply -> new ArrayList<>()).add(point.vector().unpacked());
            }
        }
        for (int i = 0; i < sample.corrections().size(); i++) {
            if (i % FOLDS != without) {
                MeasuredSample.Corrected point = sample.corrections().get(i);
                groups.computeIfAbsent(point.one().answer().meaning(), answer -> new ArrayList<>()).add(point.vector().unpacked());
            }
        }
        int count = groups.values().stream().mapToInt(Collection::size).sum();
        return count < FEWEST ? Space.plain(dimensions) : Space.fit(groups.values());
    }

    private static PackedVector placed(Space space, PackedVector raw) {
        return PackedVector.of(space.place(raw.unpacked()));
    }

    private int nearestOther(int tried, Predicate<Known> counts) {
        List<PackedVector> fold = places.get(tried % FOLDS);
        float[] query = fold.get(tried).unpacked();
        int best = -1;
        double most = -1;
        for (int other = 0; other < known.size(); other++) {
            if (other != tried && counts.test(known.get(other))) {
                double cosine = fold.get(other).cosine(query);
                if (cosine > most) {
                    most = cosine;
                    best = other;
                }
            }
        }
        return best;
    }

    /**
     * The thresholds by these corrections.
     *
     * @param counts the known questions that still are
     * @param most   the share of known questions that may be recalled
     */
    Thresholds thresholds(List<MeasuredSample.Corrected> corrections, Predicate<Known> counts, double most) {
        List<List<PackedVector>> corrected = new ArrayList<>(); // [folds][corrections]
        for (Space left : without) {
            corrected.add(corrections.stream().map(point -> placed(left, point.vector())).toList());
        }
        List<LeftOut> ofKnown = new ArrayList<>();
        for (int i = 0; i < nearest.length; i++) {
            if (counts.test(known.get(i))) {
                ofKnown.add(known(i, corrected.get(i % FOLDS), counts));
            }
        }
        List<LeftOut> ofCorrections = new ArrayList<>();
        boolean few = corrections.stream().filter(one -> corrections.stream().anyMatch(other -> areSiblings(one, other))).limit(LeftOut.FEW)
                .count() < LeftOut.FEW;
        for (int i = 0; i < corrections.size(); i++) {
            ofCorrections.add(correction(i, corrections, corrected.get(i % FOLDS), counts));
        }
        return LeftOut.thresholds(ofCorrections, ofKnown, few, most, Leniency.of(space));
    }

    private static boolean areSiblings(MeasuredSample.Corrected one, MeasuredSample.Corrected other) {
        return !one.one().words().equals(other.one().words()) && one.one().answer().agrees(other.one().answer());
    }

    private LeftOut known(int tried, List<PackedVector> corrected, Predicate<Known> counts) {
        List<PackedVector> fold = places.get(tried % FOLDS);
        float[] query = fold.get(tried).unpacked();
        if (nearest[tried] >= 0 && !counts.test(known.get(nearest[tried]))) {
            nearest[tried] = nearestOther(tried, counts);
        }
        double likeness = corrected.stream().mapToDouble(one -> one.cosine(query)).max().orElse(-1);
        return new LeftOut(likeness, nearest[tried] < 0 ? -1 : fold.get(nearest[tried]).cosine(query), false);
    }

    private LeftOut correction(int tried, List<MeasuredSample.Corrected> all, List<PackedVector> corrected, Predicate<Known> counts) {
        float[] query = corrected.get(tried).unpacked();
        Remembered one = all.get(tried).one();
        List<Places.Near<Remembered>> others = new ArrayList<>();
        for (int other = 0; other < all.size(); other++) {
            Remembered another = all.get(other).one();
            if (!another.words().equals(one.words())) {
                others.add(new Places.Near<>(another, corrected.get(other).cosine(query)));
            }
        }
        Optional<Places.Near<Remembered>> nearestOne = others.stream().max(Comparator.comparingDouble(Places.Near::likeness));
        boolean isClear = nearestOne.filter(near -> others.stream().noneMatch(other -> !other.owner().answer().agrees(near.owner().answer())
                && near.likeness() - other.likeness() < Leniency.of(space).apart())).isPresent();
        boolean agrees = nearestOne.filter(near -> near.owner().answer().agrees(one.answer())).isPresent();
        double likeness = isClear ? nearestOne.get().likeness() : -1;
        List<PackedVector> fold = places.get(tried % FOLDS);
        double nearestKnown = -1;
        for (int i = 0; i < known.size(); i++) {
            if (counts.test(known.get(i))) {
                nearestKnown = Math.max(nearestKnown, fold.get(i).cosine(query));
            }
        }
        return new LeftOut(likeness, nearestKnown, agrees);
    }

    /**
     * The topic of a reply that was corrected: nearer to a corrected question than all but a twentieth of the known questions with other replies.
     *
     * @param corrections of the reply
     * @param uses        known questions that have this reply
     */
    WrongReply.Scope scope(List<Remembered> corrections, List<Known> uses, Predicate<Known> hasReply, InOtherWords retold) {
        List<float[]> corrected = corrections.stream().flatMap(one -> one.vectors().stream()).limit(MOST_OF_A_REPLY).map(this::place)
                .toList();
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < scopeSample.size(); i++) {
            if (!hasReply.test(known.get(i))) {
                others.add(Mixture.likeness(scopeSample.get(i), corrected));
            }
        }
        Collections.sort(others);
        double usual = Leniency.of(space).usual();
        double least = others.size() < FEWEST
                ? usual
                : Math.max(others.get((int) (SCOPE_QUANTILE * (others.size() - 1))), Leniency.of(space).least());
        Set<Known> within = within(corrections.stream().flatMap(one -> one.vectors().stream()).limit(MOST_OF_A_REPLY).toList(), uses,
                least);
        boolean isTopical = uses.size() < FEW_USES || within.size() > SHARE_IN_SCOPE * uses.size();
        Set<Known> mistaken = new HashSet<>(mistaken(retold.corrections(), uses, least));
        retold.uses().forEach(same -> mistaken.addAll(mistaken(retold.corrections(), same, least)));
        return new WrongReply.Scope(least, isTopical, Set.copyOf(mistaken));
    }

    /** Those near the corrected questions, if both lie among each other. */
    private Set<Known> mistaken(List<Remembered> corrections, List<Known> uses, double least) {
        List<Vectors> corrected = corrections.stream().flatMap(one -> one.vectors().stream()).limit(MOST_OF_A_REPLY).toList();
        Set<Known> within = within(corrected, uses, least);
        Mixture mixture = Mixture.of(corrected.stream().map(Measuring::raw).toList(),
                uses.stream().map(use -> raw(use.vectors().orElseThrow())).toList(), i -> within.contains(uses.get(i)));
        return mixture.isMixed() ? within : Set.of();
    }

    private Set<Known> within(List<Vectors> corrections, List<Known> uses, double least) {
        List<float[]> corrected = corrections.stream().map(this::place).toList();
        return uses.stream().filter(use -> Mixture.likeness(place(use.vectors().orElseThrow()), corrected) >= least)
                .collect(Collectors.toSet());
    }

    /** The encoder's own view: the space, which has learned that these known questions belong together, would tell them apart too well. */
    private static float[] raw(Vectors vectors) {
        return vectors.alone().vector().unpacked();
    }

    private float[] place(Vectors vectors) {
        return space.place(vectors.alone().vector().unpacked());
    }
}
