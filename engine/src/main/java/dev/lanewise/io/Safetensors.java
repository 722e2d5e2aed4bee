package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The safetensors container, after the format description in the README of huggingface/safetensors:
 * named tensors and string metadata, no code and no paths.
 *
 * <pre>
 * 8 bytes   length N of the header, unsigned, little-endian; at most 100,000,000
 * N bytes   JSON: {"__metadata__":{"key":"value",…},
 *                  "name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},…}, padded with spaces
 * the rest  the tensors one after the other, row-major, little-endian
 * </pre>
 *
 * <p>Our own addition is a checksum, which other readers take for ordinary metadata: {@code sha256}
 * holds the SHA-256 of the whole file, computed with its 64 digits as {@code '0'} characters. Every
 * file written here has it. A file of another program may lack it, but not one with a metadata key
 * that begins with {@code lanewise.}: so no single flipped bit, not even one in the key itself, can
 * make a damaged file of ours pass for a sound one of others.
 */
public final class Safetensors {

  /** What the metadata keys of our own files begin with; a file with such a key has a checksum. */
  public static final String OWN_PREFIX = "lanewise.";

  /** The metadata key of the checksum. */
  static final String CHECKSUM_KEY = "sha256";

  /** The entry of the header that is no tensor. */
  static final String METADATA_NAME = "__metadata__";

  /** The limit of the safetensors library. */
  static final int MAX_HEADER_BYTES = 100_000_000;

  private static final int BUFFER_BYTES = 1 << 18;

  private Safetensors() {}

  /**
   * Writes tensors in the given order, by way of {@link AtomicFile}: a failure leaves an old file
   * as it was, and tensors may be mapped from the very file that is replaced.
   *
   * @param file the file to create or replace
   * @param metadata free text; one key should begin with {@link #OWN_PREFIX}
   * @param tensors the tensors by name
   * @throws IllegalArgumentException if a name or key is reserved ({@code __metadata__}, {@code
   *     sha256}) or not valid Unicode, or all of them make the header too long
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors)
      throws IOException {
    byte[] start = HeaderWriter.compose(metadata, tensors);
    AtomicFile.write(
        file,
        channel -> {
          Checksum checksum = new Checksum();
          DataWriter writer = new DataWriter(channel, checksum, BUFFER_BYTES);
          writer.write(start);
          for (Tensor tensor : tensors.values()) {
            writer.write(tensor.values());
          }
          writer.flush();
          writer.patch(HeaderWriter.DIGITS_AT, checksum.digits());
        });
  }

  /**
   * Reads a file and checks all of it. F32 tensors of one or two dimensions are loaded, others are
   * listed only. After an exception the workspace keeps what was allocated until then.
   *
   * <p>Stricter than the format asks: keys that the format does not define, sizes from 2^63 and
   * more than 64 dimensions are refused.
   *
   * @param file a regular file
   * @param workspace gives the matrices their memory
   * @throws MalformedFileException if the file is damaged or not of this format
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws java.nio.file.AccessDeniedException if it may not be read
   * @throws IOException if reading fails
   * @throws dev.lanewise.memory.MemoryBudgetException if the tensors exceed the workspace's budget
   */
  public static TensorFile read(Path file, Workspace workspace) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      String found = Files.isDirectory(file) ? "is a folder" : "is a pipe or device";
      throw new MalformedFileException(file, "", found, "a regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel, workspace);
    }
  }

  /**
   * Reads the free text of a file, without its tensors and without checking its checksum.
   *
   * @param file a regular file
   * @return metadata by key; empty if there is none
   * @throws MalformedFileException if the header is damaged or not of this format
   * @throws IOException if reading fails
   */
  public static Map<String, String> metadata(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw new MalformedFileException(
            file, "", "has %d bytes".formatted(size), "8 bytes for the length of the header");
      }
      DataReader reader = new DataReader(file, channel, bufferBytes(size));
      int header = headerLength(file, reader.read(Long.BYTES), size - Long.BYTES);
      return HeaderParser.parse(file, reader.read(header), size - Long.BYTES - header).metadata();
    }
  }

  private static TensorFile read(Path file, FileChannel channel, Workspace workspace)
      throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new MalformedFileException(
          file,
          "",
          "is not a safetensors file: it has %d bytes".formatted(size),
          "8 bytes for the length of the header");
    }
    requireHeader(file, channel);
    DataReader reader = new DataReader(file, channel, bufferBytes(size));
    byte[] length = reader.read(Long.BYTES);
    byte[] header = reader.read(headerLength(file, length, size - Long.BYTES));
    long dataBytes = size - length.length - header.length;
    Header parsed = HeaderParser.parse(file, header, dataBytes);
    requireChecksumIfOurs(file, parsed);
    Checksum checksum = new Checksum();
    checksum.add(length, 0, length.length);
    parsed.digits().ifPresent(digits -> checksum.addHeader(header, digits));
    Map<String, Matrix> matrices = new HashMap<>();
    for (Map.Entry<String, TensorInfo> tensor : parsed.inFileOrder(file, dataBytes)) {
      TensorInfo info = tensor.getValue();
      if (info.fitsMatrix()) {
        Matrix matrix = workspace.matrix(info.rows(), info.columns());
        reader.read(matrix, checksum);
        matrices.put(tensor.getKey(), matrix);
      } else {
        reader.skip(info.bytes(), checksum);
      }
    }
    if (parsed.digits().isPresent()) {
      verify(file, header, parsed.digits().getAsInt(), checksum);
    }
    return new TensorFile(file, parsed, matrices);
  }

  /** What has no header where it should begin is another kind of file, whatever its first bytes. */
  private static void requireHeader(Path file, FileChannel channel) throws IOException {
    ByteBuffer first = ByteBuffer.allocate(1);
    if (channel.read(first, Long.BYTES) == 1 && first.get(0) != '{') {
      throw new MalformedFileException(
          file, "", "is not a safetensors file", "a header that begins with '{' at byte 8");
    }
  }

  /** A buffer no larger than the file, in whole floats. */
  private static int bufferBytes(long size) {
    return (int) Math.min(BUFFER_BYTES, size / Float.BYTES * Float.BYTES);
  }

  private static int headerLength(Path file, byte[] bytes, long bytesLeft)
      throws MalformedFileException {
    long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new MalformedFileException(
          file,
          "byte 0",
          "the header's length is " + Long.toUnsignedString(length),
          "at most " + MAX_HEADER_BYTES);
    }
    if (length > bytesLeft) {
      throw new MalformedFileException(
          file, "byte 0", "a header of %d bytes".formatted(length), bytesLeft + ", which are left");
    }
    return (int) length;
  }

  private static void requireChecksumIfOurs(Path file, Header header)
      throws MalformedFileException {
    boolean ours = header.metadata().keySet().stream().anyMatch(key -> key.startsWith(OWN_PREFIX));
    if (ours && header.digits().isEmpty()) {
      throw new MalformedFileException(
          file,
          "",
          "has metadata of Lanewise but no checksum",
          "the metadata key " + CHECKSUM_KEY + "; the file is damaged");
    }
  }

  private static void verify(Path file, byte[] header, int digits, Checksum checksum)
      throws MalformedFileException {
    byte[] stored = Arrays.copyOfRange(header, digits, digits + Checksum.DIGITS);
    byte[] computed = checksum.digits();
    if (!Arrays.equals(stored, computed)) {
      throw new MalformedFileException(
          file,
          "byte " + (Long.BYTES + digits),
          "the checksum is " + new String(stored, StandardCharsets.US_ASCII),
          new String(computed, StandardCharsets.US_ASCII) + "; the file is damaged");
    }
  }
}
