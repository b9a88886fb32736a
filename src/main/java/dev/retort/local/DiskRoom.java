package dev.retort.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The free space of the disk that holds the embedded services' data.
 *
 * @param reserve bytes; with fewer the services must not write
 * @param free bytes that are free
 */
record DiskRoom(Path folder, long reserve, LongSupplier free) {
    static final String VARIABLE = "RETORT_DISK_RESERVE";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([KMG]?)i?B?", Pattern.CASE_INSENSITIVE);
    private static final long DEFAULT_RESERVE = 128L << 20;

    /** @throws IllegalArgumentException if the environment names a reserve that is no size */
    static DiskRoom of(Path folder, String reserve) {
        return new DiskRoom(folder, reserve.isBlank() ? DEFAULT_RESERVE : bytes(reserve), () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException unknown) {
                return Long.MAX_VALUE; // a folder that is gone is told by whoever needs it
            }
        });
    }

    private static long bytes(String size) {
        Matcher parts = SIZE.matcher(size.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("%s is '%s', expected a size such as 128M or 1G".formatted(VARIABLE, size));
        }
        return Long.parseLong(parts.group(1)) << 10 * " KMG".indexOf((parts.group(2) + " ").toUpperCase(Locale.ROOT).charAt(0));
    }

    boolean isShort() { return free.getAsLong() < reserve; }

    /** Whether writing may begin again: with some more than the reserve, so that it does not end at once. */
    boolean isEnough() {
        return free.getAsLong() >= reserve + reserve / 2;
    }

    /** One line for operators. @param consequence what rests, and what that means for users */
    String shortage(String consequence) {
        return "the disk of %s is full: %d MB are free, %d are needed; %s; free some space, and all goes on by itself".formatted(folder,
                free.getAsLong() >> 20, (reserve + reserve / 2) >> 20, consequence);
    }
}
