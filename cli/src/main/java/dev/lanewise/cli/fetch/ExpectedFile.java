package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of a known data set as it must be, unpacked.
 *
 * @param name its name, without a folder
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 */
record ExpectedFile(String name, long bytes, String sha256) {

  private static final int BLOCK = 1 << 16;

  /**
   * Copies the content and checks it on the way. Reads at most one byte more than expected.
   *
   * @throws IOException if {@code from} fails or has another content; the message names the file
   */
  void copy(InputStream from, OutputStream to) throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] block = new byte[BLOCK];
    long done = 0;
    while (done < bytes) {
      int count = from.read(block, 0, (int) Math.min(BLOCK, bytes - done));
      if (count < 0) {
        throw new IOException("%s ends after %d bytes; expected %d".formatted(name, done, bytes));
      }
      digest.update(block, 0, count);
      to.write(block, 0, count);
      done += count;
    }
    if (from.read() >= 0) {
      throw new IOException("%s has more than the expected %d bytes".formatted(name, bytes));
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw new IOException("%s has SHA-256 %s; expected %s".formatted(name, found, sha256));
    }
  }

  /** Where the file lies in a folder, or a folder of its name in it, as it is or packed. */
  Optional<Path> in(Path folder) {
    return Stream.of(folder, folder.resolve(name), folder.resolve(packedName()))
        .flatMap(place -> Stream.of(place.resolve(name), place.resolve(packedName())))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The name of the file packed with gzip. */
  String packedName() {
    return name + ".gz";
  }

  /**
   * Checks the file in a folder, as it is or packed.
   *
   * @throws IOException if it is missing, cannot be read or has another content
   */
  void check(Path folder) throws IOException {
    Path file = in(folder).orElseThrow(() -> new IOException(name + " is missing"));
    boolean packed = file.endsWith(packedName());
    try (InputStream content = packed ? GzipFile.open(file) : Files.newInputStream(file)) {
      copy(content, OutputStream.nullOutputStream());
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
