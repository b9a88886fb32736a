package dev.retort.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Texts that travel through other hands and come back unchanged or not at all: {@code base64url(text).base64url(first 16 bytes of the HMAC)}. */
record Seal(Secrets secrets, String purpose) {
    private static final int TAG_BYTES = 16;
    private static final int LONGEST = 1024;

    String close(String text) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(text.getBytes(UTF_8)) + "." + encoder.encodeToString(tag(text));
    }

    /** The text, or nothing if it was not sealed by this installation for this purpose. */
    Optional<String> open(String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0 || sealed.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(sealed.substring(0, dot)), UTF_8);
            // closing it again also refuses other spellings of the same bytes, so that a sealed text has one form only
            return MessageDigest.isEqual(close(text).getBytes(UTF_8), sealed.getBytes(UTF_8)) ? Optional.of(text) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private byte[] tag(String text) {
        return Arrays.copyOf(secrets.mac(purpose, text), TAG_BYTES);
    }
}
