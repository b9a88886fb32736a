package dev.retort.model;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place where a model computes: {@code cpu}, {@code cuda} or {@code cuda:1}. */
public record Device(boolean cuda, int index) {
    public static final Device CPU = new Device(false, 0);
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /** @throws IllegalArgumentException for anything else than {@code cpu}, {@code cuda} or {@code cuda:N} */
    public static Device parse(String name) {
        if (name.equals("cpu")) {
            return CPU;
        }
        Matcher matcher = CUDA.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("device is \"" + name + "\", expected cpu, cuda or cuda:N");
        }
        String index = matcher.group(1);
        return new Device(true, index == null ? 0 : Integer.parseInt(index));
    }

    /** Tells whether PyTorch has oneDNN there, which is built into it for the processors that it is written for. */
    public boolean oneDnn() {
        return !cuda && Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    }

    ai.djl.Device djl() {
        return cuda ? ai.djl.Device.gpu(index) : ai.djl.Device.cpu();
    }

    @Override
    public String toString() {
        return cuda ? "cuda:" + index : "cpu";
    }
}
