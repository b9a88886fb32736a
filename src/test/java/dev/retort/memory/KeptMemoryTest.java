package dev.retort.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import dev.retort.Patience;
import dev.retort.meaning.Encoder;
import dev.retort.memory.Recollection.Nothing;
import dev.retort.memory.Recollection.Recalled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory from start to start, and its bounds. */
class KeptMemoryTest {
    @TempDir
    private Path folder;
    private final Domain gym = Domain.read("gym.txt");

    @Test
    void aRestartAsksTheEncoderForNothing() throws Exception {
        Recollection before = start(new TestEncoder(), "do you offer swimming");
        var encoder = new TestEncoder();

        Recollection after = start(encoder, "do you offer swimming");

        assertThat(after).isInstanceOf(Recalled.class).isEqualTo(before);
        assertThat(encoder.asked()).as("the question itself").isEqualTo(1);
    }

    @Test
    void aFileThatIsDamagedOrOfAnotherEncoderIsMadeAnew() throws Exception {
        start(new TestEncoder(), "do you offer swimming");
        Path file = folder.resolve("memory").resolve("vectors");
        byte[] whole = Files.readAllBytes(file);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        for (byte[] damaged : List.of(changed, Arrays.copyOf(whole, whole.length - 100), new byte[0], new byte[1000])) {
            Files.write(file, damaged);
            var encoder = new TestEncoder();
            assertThat(start(encoder, "do you offer swimming")).isInstanceOf(Recalled.class);
            assertThat(encoder.asked()).isGreaterThan(100);
            assertThat(Files.size(file)).isEqualTo(whole.length);
        }

        var other = new TestEncoder("another");
        start(other, "do you offer swimming");
        assertThat(other.asked()).isGreaterThan(100);
    }

    @Test
    void vectorsOfWhatWasForgottenAreNotKept() throws Exception {
        start(new TestEncoder(), "do you offer swimming");
        long before = Files.size(folder.resolve("memory").resolve("vectors"));
        try (Memory memory = Memory.open(Optional.of(new TestEncoder()), settings(100), thresholds -> {})) {
            gym.teach(memory);
            gym.correct(memory);
            assertThat(memory.settle(Patience.LONG)).isTrue();
            gym.topic("pool").corrections().forEach(correction -> memory.forget(correction.id()));
        }
        assertThat(Files.size(folder.resolve("memory").resolve("vectors"))).isLessThan(before);
    }

    private Recollection start(Encoder encoder, String question) throws InterruptedException {
        try (Memory memory = Memory.open(Optional.of(encoder), settings(100), thresholds -> {})) {
            gym.teach(memory);
            gym.correct(memory);
            assertThat(memory.settle(Patience.LONG)).isTrue();
            return memory.recall(Inquiry.of(question)).atOnce();
        }
    }

    private MemorySettings settings(int corrections) {
        return new MemorySettings(corrections, 1000, 0.01, Optional.of(folder.resolve("memory").resolve("vectors")));
    }

    /** Its thread wakes whenever somebody waits for it. */
    @Test
    void whoWaitsForAMemoryThatIsSettledIsToldSo() throws InterruptedException {
        try (Memory memory = Memory.open(Optional.of(new WordEncoder()), MemorySettings.DEFAULT, thresholds -> {})) {
            memory.remember(new Correction("id", Inquiry.of(question(1)), "no", "yes", "agent", Domain.NOON));
            for (int n = 0; n < 1000; n++) {
                assertThat(memory.settle(Patience.LONG)).isTrue();
            }
        }
    }

    @Test
    void whatIsForgottenWhileTheFileIsWrittenIsTakenOutTheNextTime() {
        TextVectors texts = new TextVectors(new TestEncoder(), Optional.of(folder.resolve("vectors")));
        texts.forgot();
        texts.save(() -> {
            texts.forgot();
            return Stream.empty();
        });
        assertThat(texts.isUnsaved()).isTrue();
        texts.save(Stream::empty);
        assertThat(texts.isUnsaved()).isFalse();
    }

    @Test
    void theOldestCorrectionsMakeRoom() {
        try (Memory memory = Memory.open(Optional.empty(), new MemorySettings(3, 10, 0.01, Optional.empty()), thresholds -> {})) {
            for (int n : List.of(4, 1, 3, 5, 2)) {
                memory.remember(new Correction("id-" + n, Inquiry.of("question number " + n), "no", "yes " + n, "agent",
                        Domain.NOON.plus(Duration.ofDays(n))));
            }
            assertThat(memory.state().corrections()).isEqualTo(3);
            assertThat(memory.recall(Inquiry.of("question number 2")).atOnce()).isInstanceOf(Nothing.class);
            assertThat(memory.recall(Inquiry.of("question number 3")).atOnce()).isInstanceOf(Recalled.class);
        }
    }

    @Test
    void trafficNeverDrivesOutWhatWasTaught() {
        try (Memory memory = Memory.open(Optional.empty(), new MemorySettings(3, 100, 0.01, Optional.empty()), thresholds -> {})) {
            gym.teach(memory);
            int taught = memory.state().known();
            for (int n = 0; n < 500; n++) {
                memory.know(new KnownQuestion(Inquiry.of("something " + n), "reply " + n, KnownQuestion.Origin.TRAFFIC));
            }
            assertThat(taught).isEqualTo(50);
            assertThat(memory.state().known()).isEqualTo(80);
        }
    }

    /** So many that their signs are looked at first, of an encoder that costs nothing: each of those that are looked for is found among all. */
    @Test
    void oneIsFoundAmongThousands() throws InterruptedException {
        try (Memory memory = Memory.open(Optional.of(new WordEncoder()), MemorySettings.DEFAULT, thresholds -> {})) {
            for (int n = 0; n < 6_000; n++) {
                memory.remember(new Correction("id-" + n, Inquiry.of(question(n)), "reply " + n, "better " + n, "agent",
                        Domain.NOON.plusSeconds(n)));
            }
            assertThat(memory.settle(Patience.LONG)).isTrue();
            assertThat(memory.state().corrections()).isEqualTo(6_000);
            assertThat(memory.state().bytes()).isBetween(3L << 20, 18L << 20);

            for (int n = 0; n < 6_000; n += 120) {
                String id = "id-" + n;
                assertThat(memory.recall(Inquiry.of(question(n))).atOnce()).isInstanceOfSatisfying(Recollection.SameWords.class,
                        found -> assertThat(found.correction().id()).isEqualTo(id));
                assertThat(memory.recall(Inquiry.of(question(n) + " please")).atOnce()).isInstanceOfSatisfying(
                        Recollection.SameMeaning.class,
                        found -> assertThat(found.correction().id()).isEqualTo(id));
            }
        }
    }

    private static String question(int n) {
        var random = new Random(n);
        var words = new StringBuilder();
        for (int word = 0; word < 8; word++) {
            random.ints(5, 'a', 'z' + 1).forEach(words::appendCodePoint);
            words.append(' ');
        }
        return words.toString().strip();
    }

    /** The sum of a random direction for each word; "please" says nothing. */
    private static final class WordEncoder implements Encoder {
        private static final int DIMENSIONS = 64;

        @Override
        public String digest() {
            return "words";
        }

        @Override
        public int dimensions() {
            return DIMENSIONS;
        }

        @Override
        public float[] encode(String text) {
            var sum = new float[DIMENSIONS];
            for (String word : text.split(" ")) {
                var random = new Random(word.hashCode() * 31L);
                for (int d = 0; d < DIMENSIONS && !word.equals("please"); d++) {
                    sum[d] += (float) random.nextGaussian();
                }
            }
            double squares = 0;
            for (float value : sum) {
                squares += value * value;
            }
            for (int d = 0; d < DIMENSIONS; d++) {
                sum[d] /= (float) Math.sqrt(squares);
            }
            return sum;
        }

        @Override
        public void close() {}
    }
}
