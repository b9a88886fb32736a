package dev.retort.dataset;

import static dev.retort.dataset.Imports.CSV;
import static dev.retort.dataset.Imports.JSONL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.dataset.DatasetExport.Shape;
import dev.retort.dataset.DatasetExport.Written;
import dev.retort.model.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An import after an export gives the same rows: whatever a shape has a place for, it gives back, and the rest is counted. */
class ExportRoundTripTest extends Importing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] BITS = {"\"", ",", "\n", "\r", "\r\n", "=", "+", "-", "@", "'", "\t", ";", " ", "\u00a0", "é", "😀", "\\",
            "null", "\u2028", "{}"};
    private static final String[] PARTS = {"train", "validation", "gate"};
    private final Random random = new Random(11);
    private int texts;

    @ParameterizedTest
    @EnumSource(Shape.class)
    void anImportAfterAnExportGivesTheSameRows(Shape shape) throws Exception {
        Dataset dataset = imports.run(JSONL, rows(400));
        assertThat(dataset.report().orElseThrow().dropped()).isEmpty();
        var out = new StringWriter();
        Written written = DatasetExport.write(dataset, Set.of(), shape, out);
        Dataset again = imports.run(shape == Shape.CSV ? CSV : JSONL, out.toString());
        assertThat(again.report().orElseThrow().dropped()).isEmpty();
        assertThat(again.report().orElseThrow().keptInAll()).isEqualTo(written.rows());
        assertThat(lessons(again, shape)).isEqualTo(lessons(dataset, shape)).hasSizeGreaterThan(60);
        var third = new StringWriter();
        DatasetExport.write(again, Set.of(), shape, third);
        assertThat(third).hasToString(out.toString());
    }

    @Test
    void whatIsExportedAsItLiesHasTheSameDigest() throws Exception {
        Dataset dataset = imports.run(JSONL, rows(100));
        for (String part : PARTS) {
            assertThat(dataset.manifest().counts().get(part)).isPositive();
        }
        var all = new ArrayList<String>();
        for (DatasetSplit split : DatasetSplit.values()) {
            dataset.read(split, row -> all.add(RowJson.write(row).put(RowJson.SPLIT, split.word()).toString()));
        }
        assertThat(imports.run(JSONL, String.join("\n", all)).digest()).isEqualTo(dataset.digest());
    }

    /** The lessons that the shape has a place for, one a line, in their order. */
    private static List<String> lessons(Dataset dataset, Shape shape) throws IOException {
        var lessons = new ArrayList<String>();
        for (DatasetSplit split : DatasetSplit.values()) {
            dataset.read(split, row -> {
                String end = " " + row.source() + " " + split;
                for (ImportedExample lesson : row.example().lessons()) {
                    boolean alone = row.example().prompt().size() == 1 && row.example().prompt().get(0).role() == Role.USER;
                    boolean there = switch (shape) {
                        case MESSAGES, PROMPT_COMPLETION -> !lesson.undesired();
                        case PREFERENCE -> lesson.rejected().isPresent();
                        case UNPAIRED -> true;
                        case CSV -> alone && !lesson.undesired();
                    };
                    boolean pair = shape == Shape.PREFERENCE || shape == Shape.CSV;
                    if (there) {
                        lessons.add(lesson.prompt() + " " + lesson.reply() + " " + (lesson.undesired() ? "undesired" : "")
                                + (pair ? lesson.rejected() : "") + end);
                    }
                    if (there && shape == Shape.UNPAIRED) {
                        lesson.rejected().ifPresent(worse -> lessons.add(lesson.prompt() + " " + worse + " undesired" + end));
                    }
                }
            });
        }
        return lessons;
    }

    private String rows(int count) {
        var rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ObjectNode row = JSON.createObjectNode().put("split", PARTS[random.nextInt(PARTS.length)]);
            if (random.nextBoolean()) {
                row.put("source", text());
            }
            if (i % 5 == 4) {
                ArrayNode messages = messages(2 + random.nextInt(3) * 2);
                if (messages.size() > 2 && random.nextBoolean()) {
                    ((ObjectNode) messages.get(1)).put("weight", 0);
                }
                row.set("messages", messages);
            } else {
                row.set("prompt", random.nextInt(4) == 0 ? messages(3) : JSON.getNodeFactory().textNode(text()));
                row.put(i % 5 == 0 ? "chosen" : "completion", text());
                if (i % 5 == 0) {
                    row.put("rejected", text());
                } else if (i % 5 == 1) {
                    row.put("label", random.nextBoolean());
                }
            }
            rows.append(row).append('\n');
        }
        return rows.toString();
    }

    private ArrayNode messages(int count) {
        ArrayNode messages = JSON.createArrayNode();
        for (int i = 0; i < count; i++) {
            messages.addObject().put("role", i % 2 == 0 ? "user" : "assistant").put("content", text());
        }
        return messages;
    }

    /** Near to no other, with what files trip over at any place. */
    private String text() {
        var text = new StringBuilder("w");
        for (int rest = ++texts; rest > 0; rest /= 26) {
            text.append((char) ('a' + rest % 26));
        }
        for (int bit = random.nextInt(6); bit > 0; bit--) {
            String added = BITS[random.nextInt(BITS.length)];
            text.insert(random.nextBoolean() ? 0 : text.length(), added);
        }
        return text.toString();
    }
}
