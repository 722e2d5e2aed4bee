package dev.lanewise.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tensor files made by bytes, and what reading them must give. */
final class Bytes {

  private Bytes() {}

  /** A file with this header, its length in front, and this many bytes of zero after it. */
  static byte[] file(String header, int dataBytes) {
    return file(header, new byte[dataBytes]);
  }

  static byte[] file(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  /** Little-endian floats. */
  static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** Bytes written as characters 0 to 255. */
  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Demands that the bytes are refused with one line that names the file and has this in it. */
  static void assertMalformed(Path folder, byte[] bytes, String part) throws IOException {
    assertMalformed(Files.write(folder.resolve("bad.safetensors"), bytes), part);
  }

  static void assertMalformed(Path file, String part) {
    try (Workspace workspace = new Workspace(1 << 20)) {
      assertMalformed(file, part, workspace);
    }
  }

  static void assertMalformed(Path file, String part, Workspace workspace) {
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class,
            () -> {
              TensorFile read = Safetensors.read(file, workspace);
              throw new AssertionError("accepted, with " + read.tensors());
            });
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains("; expected "), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
  }

  /** Reads a file made of these bytes. */
  static TensorFile read(Path folder, byte[] bytes, Workspace workspace) throws IOException {
    return Safetensors.read(Files.write(folder.resolve("made.safetensors"), bytes), workspace);
  }
}
