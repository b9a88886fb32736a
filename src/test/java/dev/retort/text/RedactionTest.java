package dev.retort.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private final Redaction redaction = new Redaction(Set.of("help@shop.example", "+49 30 1234567"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Write to anna.li+news@mail.example.org.            | Write to [email].
            (müller@bücher.example)                            | ([email])
            My card is 4111 1111 1111 1111, exp 12/29          | My card is [card], exp 12/29
            card 5500-0000-0000-0004.                          | card [card].
            amex 378282246310005!                              | amex [card]!
            IBAN DE89 3704 0044 0532 0130 00 please            | IBAN [iban] please
            de89370400440532013000 is mine                     | [iban] is mine
            Pay GB82 WEST 1234 5698 7654 32, thanks            | Pay [iban], thanks
            call +49 170 1234567 today                         | call [phone] today
            0049 (0)170 123 45 67                              | [phone]
            my number: 0171/2345678.                           | my number: [phone].
            (030) 123456-78 works                              | [phone] works
            ring (555) 123-4567 or 555-123-4567                | ring [phone] or [phone]
            my phone number is 5551234567                      | my phone number is [phone]
            Call me at 555 12 34 please                        | Call me at [phone] please
            """)
    void personalNumbersAndAddressesArePlaceholders(String text, String redacted) {
        assertThat(redaction.redact(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Where is order #12345?", "My order number is 0123456789.", "Order 4500123456789 has not come", "order #4111111111111111",
            "tracking no. 00340434161094042557", "invoice 2024-000123", "It was 1,299.00 EUR and 12.50 for delivery",
            "I paid 1000000 for 2 items",
            "on 01.03.2026 or 2026-03-01 or 03/01/2026", "between 9.00 and 17.30", "3 to 5 working days", "article 0815-4711-12",
            "ISBN 978-3-16-148410-0",
            "I'm @anna on the forum", "a@b", "the code is ABCD1234EFGH5678", "GB82 WEST 1234 5698 7654 33 has wrong check digits",
            "version 10.15.7.1234567", "postcode 10115 Berlin", "SAVE2025 gives 20 %", "4111 1111 1111 1112 is no card"})
    void whatOnlyLooksLikeThemStays(String text) {
        assertThat(redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void whatTheShopPublishesItselfIsKept() {
        assertThat(redaction.redact("Ask Help@shop.example or +49 (30) 123-4567, not me@home.example"))
                .isEqualTo("Ask Help@shop.example or +49 (30) 123-4567, not [email]");
    }

    @Test
    void redactingTwiceChangesNothingMore() {
        String once = redaction.redact("me@home.example +4917012345678 4111111111111111 DE89370400440532013000");
        assertThat(once).isEqualTo("[email] [phone] [card] [iban]");
        assertThat(redaction.redact(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1", "1 ", "a@", "DE89", "+1", "0", "("})
    void hostileTextsEnd(String unit) {
        String text = unit.repeat(100_000 / unit.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redaction.redact(text));
    }

    @Test
    void eachThingThatWasTakenOutIsToldByItsKind() {
        List<Redaction.Kind> found = new ArrayList<>();
        redaction.redact(
                "a@example.org, b@example.org; IBAN DE89 3704 0044 0532 0130 00; 4111 1111 1111 1111; +49 170 1234567; order 12345678",
                found::add);
        assertThat(found).containsExactly(Redaction.Kind.EMAIL, Redaction.Kind.EMAIL, Redaction.Kind.IBAN, Redaction.Kind.CARD,
                Redaction.Kind.PHONE);
    }

    @Test
    void eachThingThatWasTakenOutIsToldAsItIsWritten() {
        assertThat(redaction.found("Write to me@home.example or call +49 170 1234567, not help@shop.example.")).containsExactly(
                new Redaction.Found(Redaction.Kind.EMAIL, "me@home.example"),
                new Redaction.Found(Redaction.Kind.PHONE, "+49 170 1234567"));
    }

    @ParameterizedTest
    @CsvSource({"info@shop.example,EMAIL", "+49 170 1234567,PHONE", "0800 123 456,PHONE", "5551234,PHONE", "DE89370400440532013000,IBAN"})
    void aTextThatIsOnePieceOfPersonalDataIsOfItsKind(String text, Redaction.Kind kind) {
        assertThat(redaction.kind(text)).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello", "write to info@shop.example", "info@shop.example, sales@shop.example", "help@shop.example",
            "https://shop.example/contact"})
    void anyOtherTextIsOfNone(String text) {
        assertThat(redaction.kind(text)).isEmpty();
    }

    @Test
    void addressesOfPagesStay() {
        String text = "See https://shop.example/help/4711-22 or https://wa.me/4930123456789.";
        assertThat(redaction.redact(text)).isEqualTo(text);
        String withNumber = "See www.shop.example/contact?phone=0301234567 or mailto:info@shop.example";
        assertThat(redaction.redact(withNumber)).isEqualTo("See www.shop.example/contact?phone=[phone] or mailto:[email]");
        assertThat(new Redaction(Set.of("030 1234567", "info@shop.example")).redact(withNumber)).isEqualTo(withNumber);
    }
}
