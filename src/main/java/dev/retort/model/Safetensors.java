package dev.retort.model;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;

/** A safetensors file, open for reading; its header has been checked against its length. Numbers come out as float32 whatever is stored. */
public final class Safetensors implements Closeable {
    private static final long LARGEST_HEADER = 100_000_000; // as in the reference implementation
    private static final int CHUNK = 1 << 18; // elements converted at a time
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String file;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private Safetensors(String file, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /** @throws ModelFolderException if the file is missing, truncated, or its header lies */
    public static Safetensors open(Path path) throws IOException {
        String file = String.valueOf(path.getFileName());
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new ModelFolderException(file, "is missing in " + path.toAbsolutePath().getParent(), e);
        }
        try {
            long size = channel.size();
            if (size < 8) {
                throw new ModelFolderException(file, "is truncated: " + size + " bytes");
            }
            ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            fill(channel, start, 0);
            long length = start.getLong(0);
            if (length < 2 || length > LARGEST_HEADER || length > size - 8) {
                throw new ModelFolderException(file, "says its header has " + Long.toUnsignedString(length) + " bytes, expected 2 to "
                        + Math.min(LARGEST_HEADER, size - 8) + ": it is truncated or no safetensors file");
            }
            ByteBuffer json = ByteBuffer.allocate((int) length);
            fill(channel, json, 8);
            return new Safetensors(file, channel, 8 + length, SafetensorsHeader.parse(file, json.array(), size - 8 - length));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    String file() {
        return file;
    }

    public Set<String> names() {
        return header.entries().keySet();
    }

    public List<Integer> shape(String name) throws IOException {
        return entry(name).shape();
    }

    /** A receiver of a tensor's numbers, a few at a time. */
    interface Sink {
        /** @param chunk direct, native order, float32, position 0: valid during the call only */
        void accept(int firstElement, ByteBuffer chunk) throws IOException;
    }

    /** Bytes of an element. @throws ModelFolderException naming the tensor if it has no floating-point numbers that can be read */
    int bytesOfFloat(String name) throws IOException {
        String type = entry(name).type();
        return switch (type) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default -> throw new ModelFolderException(file, name + " has dtype " + type + ", expected F32, F16 or BF16");
        };
    }

    /** Hands out a tensor in chunks through one small buffer, so that reading 500 MB takes 1 MB. */
    void stream(String name, ByteBuffer buffer, Sink sink) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        int bytes = bytesOfFloat(name);
        int elements = Math.toIntExact((entry.end() - entry.begin()) / bytes);
        int most = buffer.capacity() / 4;
        for (int at = 0; at < elements; at += most) {
            int n = Math.min(most, elements - at);
            buffer.clear().limit(4 * n);
            ByteBuffer stored = buffer.slice(4 * n - bytes * n, bytes * n).order(ByteOrder.LITTLE_ENDIAN); // at the end: widening never overtakes it
            fill(channel, stored, dataStart + entry.begin() + (long) at * bytes);
            FloatBuffer floats = buffer.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            switch (entry.type()) {
                case "F16" -> widen(n, floats, stored, HalfFloats::toFloat);
                case "BF16" -> widen(n, floats, stored, half -> Float.intBitsToFloat(half << 16));
                default -> {
                    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                        floats.put(stored.rewind().asFloatBuffer());
                    }
                }
            }
            sink.accept(at, buffer.position(0));
        }
    }

    private interface Widening {
        float apply(short half);
    }

    private static void widen(int n, FloatBuffer floats, ByteBuffer stored, Widening widening) {
        for (int i = 0; i < n; i++) {
            floats.put(i, widening.apply(stored.getShort(2 * i)));
        }
    }

    /** A whole tensor, F32, F16 or BF16 in the file. */
    public Tensor read(String name) throws IOException {
        Tensor tensor = Tensor.of(shape(name));
        FloatBuffer floats = tensor.floats();
        stream(name, buffer(), (at, chunk) -> floats.put(chunk.order(ByteOrder.nativeOrder()).asFloatBuffer()));
        return tensor;
    }

    /** The elements of an I64 tensor, row by row. */
    public long[] readLongs(String name) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        if (!entry.type().equals("I64")) {
            throw new ModelFolderException(file, name + " has dtype " + entry.type() + ", expected I64");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(entry.end() - entry.begin())).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, bytes, dataStart + entry.begin());
        long[] values = new long[bytes.capacity() / 8];
        bytes.rewind().asLongBuffer().get(values);
        return values;
    }

    /** All tensors of a file. */
    public static Map<String, Tensor> readAll(Path path) throws IOException {
        try (Safetensors file = open(path)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : file.names()) {
                tensors.put(name, file.read(name));
            }
            return tensors;
        }
    }

    /** Writes tensors in the map's order, with the metadata that transformers asks for. */
    public static void write(Path path, Map<String, Tensor> tensors, Precision precision) throws IOException {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            drain(out, head(shapes, precision));
            ByteBuffer buffer = buffer();
            for (Tensor tensor : tensors.values()) {
                FloatBuffer floats = tensor.floats();
                while (floats.hasRemaining()) {
                    buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
                    for (int n = Math.min(CHUNK, floats.remaining()); n > 0; n--) {
                        if (precision == Precision.F32) {
                            buffer.putFloat(floats.get());
                        } else {
                            buffer.putShort(HalfFloats.fromFloat(floats.get()));
                        }
                    }
                    drain(out, buffer.flip());
                }
            }
        }
    }

    /**
     * Writes tensors of other files into one as float32, a chunk at a time: the same bytes as {@link #write} of the whole tensors.
     *
     * @param tensors by their names in the new file, in the order to write
     */
    static void copy(Path path, Map<String, StoredTensor> tensors) throws IOException {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
            shapes.put(tensor.getKey(), tensor.getValue().shape());
        }
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            drain(out, head(shapes, Precision.F32));
            ByteBuffer buffer = buffer();
            for (StoredTensor stored : tensors.values()) {
                stored.stream(buffer, (at, chunk) -> {
                    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                        chunk.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer()
                                .put(chunk.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer());
                    }
                    drain(out, chunk);
                });
            }
        }
    }

    /** Length and JSON of a header, with the metadata that transformers asks for. */
    private static ByteBuffer head(Map<String, List<Integer>> shapes, Precision precision) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("__metadata__", Map.of("format", "pt"));
        long at = 0;
        for (Map.Entry<String, List<Integer>> named : shapes.entrySet()) {
            long end = at + Tensor.elements(named.getValue()) * precision.bytes;
            Map<String, Object> entry = new LinkedHashMap<>(); // in an order: the same weights are the same bytes in every process
            entry.put("dtype", precision.name());
            entry.put("shape", named.getValue());
            entry.put("data_offsets", List.of(at, end));
            json.put(named.getKey(), entry);
            at = end;
        }
        byte[] text = JSON.writeValueAsBytes(json);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(text);
        while (start.hasRemaining()) {
            start.put((byte) ' ');
        }
        return start.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A buffer for {@link #stream}. */
    static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(4 * CHUNK).order(ByteOrder.nativeOrder());
    }

    private SafetensorsHeader.Entry entry(String name) throws IOException {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new ModelFolderException(file, name + " is missing");
        }
        return entry;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, position);
            if (n < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            position += n;
        }
    }

    private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
