package dev.retort.dataset;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.retort.model.Role;
import dev.retort.model.Turn;
import org.apache.commons.csv.CSVFormat;

/**
 * Writes examples as TRL and {@code datasets} read them, each with its part in {@code split} and, where known, its {@code source}, so that an import of
 * the file makes the same data set again.
 */
public final class DatasetExport {
    private final Shape shape;
    private final Writer out;
    private long written;
    private long leftOut;

    /** In which shape rows are written. */
    public enum Shape {
        /** {@code messages}: whole conversations, for supervised fine-tuning; replies in them that are no lesson have the {@code weight} 0. */
        MESSAGES,
        /** {@code prompt} and {@code completion}, lists of messages: one row for each reply. */
        PROMPT_COMPLETION,
        /** {@code prompt}, {@code chosen}, {@code rejected}, lists of messages: rows with a rejected reply only, for DPO. */
        PREFERENCE,
        /**
         * {@code prompt} and {@code completion}, lists of messages, and {@code label}: one row for each reply, for KTO. A pair is two rows; what nobody
         * judged is a reply to give.
         */
        UNPAIRED,
        /** {@code query}, {@code reply}, {@code rejected}, {@code source}, {@code split}: rows of one question only. No cell is a formula. */
        CSV
    }

    /** @param leftOut rows that the shape has no place for */
    public record Written(long rows, long leftOut) {}

    private DatasetExport(Shape shape, Writer out) throws IOException {
        this.shape = shape;
        this.out = out;
        if (shape == Shape.CSV) {
            out.write(String.join(",", CsvColumns.EXPORTED) + "\n");
        }
    }

    /** @param parts of {@code train}, {@code validation}, {@code gate}; all of them if there are none */
    public static Written write(Dataset dataset, Set<String> parts, Shape shape, Writer out) throws IOException {
        var export = new DatasetExport(shape, out);
        check(parts);
        for (DatasetSplit split : DatasetSplit.values()) {
            if (parts.isEmpty() || parts.contains(split.word())) {
                dataset.read(split, row -> export.write(new Row(row.example(), row.source(), Optional.of(split))));
            }
        }
        return export.done();
    }

    /** @throws BadDataException if one of them is no part of a data set */
    public static void check(Set<String> parts) throws BadDataException {
        for (String part : parts) {
            if (DatasetSplit.of(part).isEmpty()) {
                throw new BadDataException("there is no part '%s', expected train, validation or gate".formatted(part));
            }
        }
    }

    /** Takes curated examples one by one. */
    public static final class Curated {
        private final DatasetExport export;

        public Curated(Shape shape, Writer out) throws IOException {
            export = new DatasetExport(shape, out);
        }

        /**
         * @param chosen the reply to give, if one is known
         * @param rejected the reply to avoid, if one is known; one of them must be
         * @param praised whether the chosen reply was judged by somebody
         * @param split its part; of another name it has none
         */
        public void write(List<Turn> prompt, Optional<String> chosen, Optional<String> rejected, boolean praised, String source,
                String split)
                throws IOException {
            ImportedExample example = chosen.map(reply -> better(prompt, reply, rejected, praised))
                    .orElseGet(() -> new ImportedExample.Judged(prompt, rejected.orElseThrow(), false));
            export.write(new Row(example, Optional.of(source), DatasetSplit.of(split)));
        }

        private static ImportedExample better(List<Turn> prompt, String reply, Optional<String> rejected, boolean praised) {
            return rejected.<ImportedExample>map(worse -> new ImportedExample.Preference(prompt, reply, worse))
                    .orElseGet(() -> praised
                            ? new ImportedExample.Judged(prompt, reply, true)
                            : new ImportedExample.Completion(prompt, reply));
        }

        public Written done() {
            return export.done();
        }
    }

    private Written done() {
        return new Written(written, leftOut);
    }

    private void write(Row row) throws IOException {
        ImportedExample example = row.example();
        if (example.undesired() && shape != Shape.UNPAIRED) {
            leftOut++;
            return;
        }
        switch (shape) {
            case MESSAGES -> json(row, conversation(example));
            case PROMPT_COMPLETION -> {
                for (ImportedExample lesson : example.lessons()) {
                    json(row, new ImportedExample.Completion(lesson.prompt(), lesson.reply()));
                }
            }
            case PREFERENCE -> {
                if (example.rejected().isPresent()) {
                    json(row, example);
                } else {
                    leftOut++;
                }
            }
            case UNPAIRED -> {
                for (ImportedExample lesson : example.lessons()) {
                    json(row, new ImportedExample.Judged(lesson.prompt(), lesson.reply(), !lesson.undesired()));
                }
                if (example.rejected().isPresent()) {
                    json(row, new ImportedExample.Judged(example.prompt(), example.rejected().get(), false));
                }
            }
            case CSV -> csv(row);
        }
    }

    /** Only the last reply of a row that is no conversation is to be learned. */
    private static ImportedExample conversation(ImportedExample example) {
        if (example instanceof ImportedExample.Conversation) {
            return example;
        }
        List<Turn> turns = example.turns();
        return new ImportedExample.Conversation(turns, IntStream.range(0, turns.size() - 1)
                .filter(place -> turns.get(place).role() == Role.ASSISTANT).boxed().collect(Collectors.toSet()));
    }

    private void json(Row row, ImportedExample example) throws IOException {
        ObjectNode json = RowJson.write(new Row(example, row.source(), Optional.empty()));
        row.split().ifPresent(split -> json.put(RowJson.SPLIT, split.word()));
        out.write(json.toString());
        out.write('\n');
        written++;
    }

    private void csv(Row row) throws IOException {
        List<Turn> prompt = row.example().prompt();
        if (prompt.size() > 1 || prompt.get(0).role() != Role.USER) {
            leftOut++;
            return;
        }
        Stream<String> cells = Stream.of(prompt.get(0).content(), row.example().reply(), row.example().rejected().orElse(""),
                row.source().orElse(""), row.split().map(DatasetSplit::word).orElse(""));
        out.write(CSVFormat.RFC4180.format(cells.map(SpreadsheetCells::harmless).toArray()));
        out.write('\n');
        written++;
    }
}
