package dev.retort.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * The content of a data set, and what was left out of it. Maps are in the order in which to show them.
 *
 * @param file what was imported
 * @param rows what it held, blank lines included
 * @param kept rows by part: train, validation, gate
 * @param dropped by reason
 * @param personalData rows by the kind of what was replaced in them
 * @param shapes rows that are conversations, completions, preferences
 * @param languages rows by ISO 639-1 code
 * @param promptCharacters rows by the length of all that stands before the reply
 * @param turns rows by their number of turns
 * @param repeatedReplies the replies that occur most often
 * @param sources rows by what the source column says
 * @param notes what to look at, in words; none if all is well
 */
public record QualityReport(String file, long rows, Map<String, Long> kept, Map<String, Found> dropped, Questioned questions,
        Map<String, Found> personalData, Context context, Map<String, Long> shapes, Map<String, Long> languages,
        Map<String, Long> promptCharacters, Map<String, Long> replyCharacters, Map<String, Long> turns, List<Repeated> repeatedReplies,
        Map<String, Long> sources, List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    public static final String FILE = "report.json";
    public static final String PAGE = "report.html";

    /** @param firstLines the numbers of the first few lines, with what was wrong where more is known than the reason */
    public record Found(long count, List<String> firstLines) {
        static final Found NOTHING = new Found(0, List.of());

        /** For example {@code 7, line 3, 4, …}. */
        String words() {
            return "%,d, line %s%s".formatted(count, String.join(", ", firstLines), count > firstLines.size() ? ", …" : "");
        }
    }

    /**
     * @param clusters groups of near duplicates, lone questions included
     * @param same rows that ask what one before them asked, in the same words
     * @param near rows that ask nearly that
     * @param alike rows that ask it in other words
     * @param byMeaning different questions that were compared by their meaning, too; 0 in reports of earlier programs
     * @param byWordsAlone those that were not, since there were too many
     */
    public record Questioned(long clusters, long same, Found near, Found alike, long byMeaning, long byWordsAlone, List<Cluster> largest) {
        public Questioned {
            alike = Objects.requireNonNullElse(alike, Found.NOTHING);
        }
    }

    /** @param firstLine where its first question stands */
    public record Cluster(long rows, long firstLine) {}

    /**
     * @param model whose context it is; empty if none was looked at
     * @param tokens of the context
     * @param cut rows whose oldest turns training will leave out
     */
    public record Context(String model, int tokens, long cut) {}

    public record Repeated(String reply, long count) {}

    public long keptInAll() {
        return kept.values().stream().mapToLong(Long::longValue).sum();
    }

    void write(String name, Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
        Files.writeString(folder.resolve(PAGE), ReportPage.of(name, this));
    }

    static QualityReport read(Path folder) throws IOException {
        return JSON.readValue(folder.resolve(FILE).toFile(), QualityReport.class);
    }
}
