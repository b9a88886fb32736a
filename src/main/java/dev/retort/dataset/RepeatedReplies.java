package dev.retort.dataset;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.retort.dataset.QualityReport.Repeated;
import dev.retort.digest.Sha256;
import dev.retort.text.Words;

/** Replies that occur again and again, whatever their case and punctuation: counts of all, texts of the frequent ones only. */
final class RepeatedReplies {
    private static final int WORTH_A_TEXT = 3;
    private static final int MOST_TEXTS = 4096;
    private static final int SHOWN = 10;
    private static final int SHOWN_CHARACTERS = 160;
    private final LongCounts counts = new LongCounts();
    private final Map<Long, String> texts = new HashMap<>();

    void add(String reply) {
        long key = Sha256.fingerprint(Words.joined(reply));
        int count = counts.add(key);
        if (count >= WORTH_A_TEXT && !texts.containsKey(key)) {
            if (texts.size() == MOST_TEXTS) {
                forgetTheRarer();
            }
            texts.put(key, reply.length() > SHOWN_CHARACTERS ? reply.substring(0, SHOWN_CHARACTERS) + "…" : reply);
        }
    }

    private void forgetTheRarer() {
        List<Long> rarer = texts.keySet().stream().sorted(Comparator.comparingInt(counts::of)).limit(MOST_TEXTS / 2).toList();
        rarer.forEach(texts::remove);
    }

    /** The most frequent first. */
    List<Repeated> mostFrequent() {
        return texts.entrySet().stream().map(e -> new Repeated(e.getValue(), counts.of(e.getKey())))
                .sorted(Comparator.comparingLong(Repeated::count).reversed().thenComparing(Repeated::reply)).limit(SHOWN).toList();
    }
}
