package dev.retort.text;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes e-mail addresses, phone numbers, card numbers and IBANs out of what is going to be trained on; placeholders stand in their place.
 * Order numbers, amounts and dates look similar and stay: cards must pass the Luhn check (ISO/IEC 7812-1), IBANs their check digits
 * (ISO 13616), and a number that is called an order, a parcel and the like is no phone number.
 */
public final class Redaction {
    /** Personal data that is taken out. The placeholder is its name in brackets, such as {@code [email]}. */
    public enum Kind {
        EMAIL, IBAN, CARD, PHONE;

        /** For example {@code email}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String placeholder() {
            return "[" + word() + "]";
        }
    }

    /** Something that is taken out, as it is written. */
    public record Found(Kind kind, String text) {}

    private static final Pattern EMAIL = Pattern
            .compile("(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}+@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,8}");
    private static final Pattern IBAN = Pattern.compile("(?<![\\p{L}\\p{N}])[A-Za-z]{2}\\d{2}(?:[ -]?[A-Za-z0-9]){11,30}");
    private static final Pattern CARD = Pattern.compile("(?<![\\p{L}\\p{N}#.,-])[2-6](?:[ -]?\\d){12,18}(?![\\p{L}\\p{N}])");
    private static final Pattern INTERNATIONAL = Pattern
            .compile("(?<![\\p{L}\\p{N}#])(?:\\+|00)[1-9](?:[ ./()-]{0,3}\\d){6,14}(?![\\p{L}\\p{N}])");
    private static final Pattern NATIONAL = Pattern.compile(
            "(?<![\\p{L}\\p{N}#.,/+-])(?:\\(0\\d{1,5}\\)|0\\d{1,5})(?:[ ./-]{0,3}\\d){5,10}(?![\\p{L}\\p{N}]|[.,]\\d)"
                    + "|(?<![\\p{L}\\p{N}#.,/+-])(?:\\(\\d{3}\\) ?|\\d{3}[ .-])\\d{3}[ .-]\\d{4}(?![\\p{L}\\p{N}]|[.,-]\\d)");
    private static final Pattern BARE = Pattern.compile("(?<![\\p{L}\\p{N}#.,/+-])\\d(?:[ ./-]?\\d){6,14}(?![\\p{L}\\p{N}]|[.,]\\d)");
    private static final Pattern DATE = Pattern.compile("\\d{1,2}([./ -])\\d{1,2}\\1\\d{4}.*|\\d{4}([./ -])\\d{1,2}\\2\\d{1,2}.*");

    private static final Pattern CALLED_SOMETHING_ELSE = Pattern.compile(
            "(?i)(?:#|\\b(?:order|invoice|tracking|parcel|package|shipment|article|item|product|ticket|case|reference|ref|serial|sku|part|coupon"
                    + "|voucher|account|customer|booking|receipt)(?:\\s+(?:number|no|nr|id|code))?\\.?(?:\\s+is)?)\\s*[:#]?\\s*$");
    private static final Pattern CALLED_PHONE = Pattern.compile(
            "(?i)(?<!\\[)\\b(?:phone|telephone|tel|mobile|cell|call|reach|whatsapp|sms|fax)\\b[^\\d\\n]{0,20}$");
    private static final int CONTEXT = 48;
    private static final BigInteger IBAN_MODULUS = BigInteger.valueOf(97);

    private final Set<String> kept;

    /** An IBAN has two digits at least, everything else more. */
    private static final int FEWEST_DIGITS = 2;

    /** @param kept texts that are nobody's secret, such as the shop's own phone number */
    public Redaction(Set<String> kept) {
        this.kept = kept.stream().map(Redaction::plain).collect(Collectors.toUnmodifiableSet());
    }

    /** The text with placeholders. */
    public String redact(String text) {
        return redact(text, kind -> {});
    }

    /** @param found is told the kind of each thing that was taken out */
    public String redact(String text, Consumer<Kind> found) {
        return taken(text, taken -> found.accept(taken.kind()));
    }

    /** The things that are taken out of a text, kind by kind. */
    public List<Found> found(String text) {
        List<Found> found = new ArrayList<>();
        taken(text, found::add);
        return found;
    }

    /** The kind of personal data that a text is, if it is one piece of it and nothing else, and is not kept. */
    public Optional<Kind> kind(String text) {
        List<Found> found = found("phone " + text); // a number alone may be any
        return found.size() == 1 && found.get(0).text().equals(text) ? Optional.of(found.get(0).kind()) : Optional.empty();
    }

    private String taken(String text, Consumer<Found> found) {
        String redacted = text.indexOf('@') < 0 ? text : replace(text, EMAIL, Kind.EMAIL, found, m -> true);
        if (redacted.chars().filter(Character::isDigit).limit(FEWEST_DIGITS).count() < FEWEST_DIGITS) {
            return redacted;
        }
        String withoutIbans = ibans(redacted, found);
        redacted = replace(withoutIbans, CARD, Kind.CARD, found, m -> isCard(m.group()));
        redacted = replace(redacted, INTERNATIONAL, Kind.PHONE, found, m -> true);
        String withoutCards = redacted;
        redacted = replace(withoutCards, NATIONAL, Kind.PHONE, found, m -> !DATE.matcher(m.group()).matches()
                && !CALLED_SOMETHING_ELSE.matcher(before(withoutCards, m)).find());
        String rest = redacted;
        return replace(rest, BARE, Kind.PHONE, found,
                m -> CALLED_PHONE.matcher(before(rest, m)).find() && !DATE.matcher(m.group()).matches());
    }

    private String replace(String text, Pattern pattern, Kind kind, Consumer<Found> found, Predicate<MatchResult> condition) {
        return pattern.matcher(text).replaceAll(m -> {
            if (kept.contains(plain(m.group())) || !condition.test(m)) {
                return Matcher.quoteReplacement(m.group());
            }
            found.accept(new Found(kind, m.group()));
            return Matcher.quoteReplacement(kind.placeholder());
        });
    }

    private static String before(String text, MatchResult match) {
        return text.substring(Math.max(0, match.start() - CONTEXT), match.start());
    }

    /** The same for two writings of the same address or number. */
    public static String plain(String text) {
        return text.replaceAll("[\\s./()-]", "").toLowerCase(Locale.ROOT);
    }

    /** An IBAN may be followed by a word that could be part of it, so the longest beginning with right check digits counts. */
    private String ibans(String text, Consumer<Found> found) {
        StringBuilder out = new StringBuilder();
        int done = 0;
        Matcher matcher = IBAN.matcher(text);
        while (matcher.find(done)) {
            int end = ibanEnd(text, matcher.start(), matcher.end());
            if (end > 0 && !kept.contains(plain(text.substring(matcher.start(), end)))) {
                out.append(text, done, matcher.start()).append(Kind.IBAN.placeholder());
                found.accept(new Found(Kind.IBAN, text.substring(matcher.start(), end)));
                done = end;
            } else {
                int next = matcher.start() + 1;
                out.append(text, done, next);
                done = next;
            }
        }
        return out.append(text.substring(done)).toString();
    }

    private static int ibanEnd(String text, int start, int longest) {
        for (int end = longest; end > start; end--) {
            boolean atWordEnd = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
            String iban = plain(text.substring(start, end)).toUpperCase(Locale.ROOT);
            if (iban.length() < 15) {
                return -1;
            }
            if (atWordEnd && Character.isLetterOrDigit(text.charAt(end - 1)) && hasCheckDigits(iban)) {
                return end;
            }
        }
        return -1;
    }

    private static boolean hasCheckDigits(String iban) {
        String moved = iban.substring(4) + iban.substring(0, 4);
        String digits = moved.chars().mapToObj(c -> Integer.toString(Character.digit(c, 36))).collect(Collectors.joining());
        return new BigInteger(digits).mod(IBAN_MODULUS).intValue() == 1;
    }

    private static boolean isCard(String text) {
        int sum = 0;
        String digits = plain(text);
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
