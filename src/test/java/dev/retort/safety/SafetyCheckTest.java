package dev.retort.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.retort.model.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyCheckTest {
    private static final SafetyCheck CHECK = new SafetyCheck(ReplyStandards.bundled());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Your order #77910 has been sent. | order number
            I found order number 778812 of yours. | order number
            Call us at 0800 555 0142. | telephone number
            Write to jane.doe@example.org for that. | e-mail address
            It says so on https://example.org/help. | web address
            Send it to NL91 ABNA 0417 1643 00, please. | bank account
            The card 4111 1111 1111 1111 was charged. | card number
            We promise that it never breaks. | promise
            You get your money back today. | promise
            You are an idiot. | insult
            """)
    void whatNobodySaidBeforeIsFound(String reply, String rule) {
        assertThat(CHECK.findings(List.of(Turn.user("Hello!")), reply)).extracting(SafetyFinding::rule).contains(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Yes, it costs 14.90 euros and takes 7 to 10 working days.
            You can return it within 30 days; students get 15 % off.
            We are open from Tuesday to Saturday, 10 to 18 o'clock.
            A refund takes up to 5 working days after we receive the parcel.
            You are welcome! Have a nice day.
            Please give me the order number and I will check it for you.
            """)
    void ordinaryRepliesAreSafe(String reply) {
        assertThat(CHECK.findings(List.of(Turn.user("Hello!")), reply)).isEmpty();
    }

    @Test
    void whatTheCustomerSaidMayBeSaidAgain() {
        List<Turn> prompt = List.of(Turn.user("Where is order 77-910? My number is +31 (20) 555 0142, write to Jane.Doe@example.org."));

        assertThat(CHECK.findings(prompt, "Order #77910: we call +31 20 555 0142 or write to jane.doe@example.org.")).isEmpty();
        assertThat(CHECK.findings(prompt, "Order #77911 is here.")).containsExactly(new SafetyFinding("order number", "#77911"));
    }

    @Test
    void cardNumbersAreNeverSaidNotEvenTheCustomersOwn() {
        assertThat(CHECK.findings(List.of(Turn.user("My card is 4111 1111 1111 1111.")), "The card 4111 1111 1111 1111 is fine."))
                .extracting(SafetyFinding::rule).containsExactly("card number");
    }

    @Test
    void whatIsAllowedIsNotInventedAndListedWordsAreFound(@TempDir Path folder) throws IOException {
        Path words = Files.writeString(folder.resolve("words.txt"), "# names that nobody is called here\nblockhead\n\n  dunder pate \n");
        SafetyCheck check = new SafetyCheck(ReplyStandards.bundled().withAllowed(List.of("0800 555 0142")).withWords(words));

        assertThat(check.findings(List.of(), "You can call us at 0800-555-0142.")).isEmpty();
        assertThat(check.findings(List.of(), "Blockhead! You dunder pate."))
                .containsExactly(new SafetyFinding("word", "Blockhead"), new SafetyFinding("word", "dunder pate"));
        assertThat(check.findings(List.of(), "The blockheads' shop")).isEmpty();
    }

    @Test
    void standardsAreReadFromAFileAndBadOnesNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("standards.json"),
                "{\"unsafe\": [{\"name\": \"discount\", \"pattern\": \"\\\\d+ ?%\", \"invented\": true}]}");
        ReplyStandards read = ReplyStandards.read(file);
        assertThat(read.refusals()).isEqualTo(ReplyStandards.bundled().refusals());
        assertThat(new SafetyCheck(read).findings(List.of(), "You get 90 % off.")).containsExactly(new SafetyFinding("discount", "90 %"));

        Files.writeString(file, "{\"refusals\": [\"(\"]}");
        assertThatThrownBy(() -> ReplyStandards.read(file)).isInstanceOf(IOException.class)
                .hasMessage(file + ": '(' is no regular expression: Unclosed group");
        Files.writeString(file, "{\"refusal\": []}");
        assertThatThrownBy(() -> ReplyStandards.read(file)).isInstanceOf(IOException.class).hasMessageContaining("\"refusal\"");
    }
}
