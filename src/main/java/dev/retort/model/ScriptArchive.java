package dev.retort.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Zips a TorchScript program, written as text, into the archive that {@code torch.jit.load} reads. The program is one
 * {@code class Name(Module)}, whose fields start empty (lists), 0 or false, and named tuples before it. Written by hand because there is no Python to write it
 * (format: pytorch/torch/csrc/jit/docs/serialization.md).
 */
public final class ScriptArchive {
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)\\(Module\\):", Pattern.MULTILINE);
    private static final Pattern FIELD = Pattern.compile("^  (\\w+) : (\\S.*?)\\s*(?:#.*)?$", Pattern.MULTILINE);

    private ScriptArchive() {}

    /**
     * The archive of a program in the resources.
     *
     * @param owner the class beside which the resource is
     * @param resource its name, e.g. {@code gpt2.py}
     */
    public static byte[] ofResource(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + resource + " beside " + owner.getName());
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive of a program's text. */
    public static byte[] of(String program) {
        Matcher name = CLASS.matcher(program);
        if (!name.find()) {
            throw new IllegalArgumentException("the program has no class NAME(Module)");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "data.pkl", object(name.group(1), program));
            add(zip, "code/__torch__.py", program.getBytes(StandardCharsets.UTF_8));
            add(zip, "constants.pkl", new byte[]{(byte) 0x80, 2, ')', '.'}); // an empty tuple
            add(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII)); // which schemas the operators have
            add(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setTime(0);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** The module object, pickled (protocol 2). */
    private static byte[] object(String name, String program) {
        Pickle pickle = new Pickle();
        pickle.ascii("\u0080\u0002c__torch__\n" + name + "\nq\u0000)\u0081}("); // an object of the class, and a dict with MARK
        pickle.string("training").ascii("\u0089");
        int module = program.indexOf("class " + name + "(Module):"); // tuples with names of their own come before
        String fields = program.substring(module, program.indexOf("\n  def ", module));
        Matcher field = FIELD.matcher(fields);
        while (field.find()) {
            if (!field.group(1).equals("training")) {
                pickle.string(field.group(1)).empty(field.group(2));
            }
        }
        return pickle.ascii("ub.").bytes();
    }

    private static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle ascii(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        Pickle string(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
            out.writeBytes(utf8);
            return this;
        }

        /** The start value of a field of the given type. */
        Pickle empty(String type) {
            return switch (type) {
                case "bool" -> ascii("\u0089");
                case "int" -> ascii("K\u0000");
                case "float" -> ascii("G\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000");
                case "List[Tensor]" -> ascii("ctorch.jit._pickle\nbuild_tensorlist\n]\u0085R");
                case "List[int]" -> ascii("ctorch.jit._pickle\nbuild_intlist\n]\u0085R");
                case "List[float]" -> ascii("ctorch.jit._pickle\nbuild_doublelist\n]\u0085R");
                default -> {
                    if (!type.startsWith("List[")) {
                        throw new IllegalArgumentException("a field can't be a " + type + ": use bool, int, float or a List");
                    }
                    yield ascii("ctorch.jit._pickle\nrestore_type_tag\n]").string(type).ascii("\u0086R");
                }
            };
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
