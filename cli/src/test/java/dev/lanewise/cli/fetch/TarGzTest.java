package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TarGzTest {

  private static final byte[] GOOD = "good".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BAD = "evil".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path temp;

  /** Puts entries into an archive. */
  @FunctionalInterface
  private interface Entries {
    void addTo(TarArchiveOutputStream tar) throws IOException;
  }

  private static byte[] tar(Entries entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      entries.addTo(tar);
    }
    return bytes.toByteArray();
  }

  private Path packed(byte[] tar) throws IOException {
    Path archive = temp.resolve("archive.tgz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
      gzip.write(tar);
    }
    return archive;
  }

  private Map<String, byte[]> read(byte[] tar, String... names) throws IOException {
    Map<String, byte[]> found = new HashMap<>();
    TarGz.read(
        packed(tar), Set.of(names), (name, content) -> found.put(name, content.readAllBytes()));
    return found;
  }

  private static void addLink(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Test
  void onlyTheNamedFilesAreRead() throws IOException {
    byte[] tar =
        tar(t -> {
          TinySet.add(t, "folder/other", BAD);
          TinySet.add(t, "folder/file", GOOD);
        });
    Map<String, byte[]> found = read(tar, "file");
    assertEquals(Set.of("file"), found.keySet());
    assertArrayEquals(GOOD, found.get("file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/abs", "a/../../x", "C:\\x", "a\nb", "file/"})
  void strangeNamesArePassedOver(String name) throws IOException {
    byte[] tar =
        tar(t -> {
          TinySet.add(t, name, name.endsWith("/") ? new byte[0] : BAD);
          TinySet.add(t, "file", GOOD);
        });
    assertArrayEquals(GOOD, read(tar, "file").get("file"));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(1, files.count());
    }
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_FIFO,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_DIR
      })
  void linksAndDevicesAreNoFiles(byte type) throws IOException {
    byte[] tar = tar(t -> addLink(t, "file", type, "/etc/passwd"));
    IOException e = assertThrows(IOException.class, () -> read(tar, "file"));
    assertEquals("lacks file", e.getMessage());
  }

  @Test
  void aFileThroughALinkStaysInTheFolder() throws IOException {
    Path folder = temp.resolve("content");
    Path outside = Files.createDirectory(temp.resolve("outside"));
    KnownDataSet set =
        new KnownDataSet(
            "set",
            "",
            "",
            new KnownDataSet.Shape(1, 0, 0, 1, 1),
            java.util.List.of(TinySet.expected("file", GOOD)),
            java.util.List.of(),
            java.util.List.of());
    byte[] tar =
        tar(t -> {
          addLink(t, "folder", TarConstants.LF_SYMLINK, outside.toString());
          TinySet.add(t, "folder/file", GOOD);
        });
    TarGz.unpack(packed(tar), ContentFolder.create(folder, set));
    assertArrayEquals(GOOD, Files.readAllBytes(folder.resolve("file")));
    assertFalse(Files.exists(outside.resolve("file")));
  }

  @Test
  void aLongPathIsReadFromItsExtendedHeader() throws IOException {
    String name = "d/".repeat(80) + "file";
    assertArrayEquals(GOOD, read(tar(t -> TinySet.add(t, name, GOOD)), "file").get("file"));
  }

  private static void addSized(TarArchiveOutputStream tar, String name, byte type, int size)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    tar.write(new byte[size]);
    tar.closeArchiveEntry();
  }

  /** A header and its content, which the tar writer would not write so. */
  private static byte[] raw(byte type, String content) {
    byte[] entry = new byte[512 + Math.ceilDiv(content.length(), 512) * 512];
    entry[0] = 'x';
    byte[] size = "%011o".formatted(content.length()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, entry, 124, size.length);
    entry[156] = type;
    byte[] magic = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, entry, 257, magic.length);
    fixChecksum(entry, 0);
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, entry, 512, bytes.length);
    return entry;
  }

  /** A record of a pax header with a value of so many characters. */
  private static String pax(String key, int size) {
    String record = " " + key + "=" + "v".repeat(size) + "\n";
    int digits = Integer.toString(record.length()).length();
    int length = record.length() + Integer.toString(record.length() + digits).length();
    return length + record;
  }

  private static byte[] beforeAFile(byte[]... entries) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      all.writeBytes(entry);
    }
    all.writeBytes(tar(t -> TinySet.add(t, "file", GOOD)));
    return all.toByteArray();
  }

  private void assertLongHeader(byte[] tar) {
    IOException e = assertThrows(IOException.class, () -> read(tar, "file"));
    assertEquals("has a header of more than 131072 bytes, or too many", e.getMessage());
  }

  /** The tar reader would hold all of it in memory, were it gigabytes. */
  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_GNUTYPE_LONGLINK})
  void aLongNameIsRefused(byte type) throws IOException {
    assertArrayEquals(
        GOOD,
        read(beforeAFile(raw(TarConstants.LF_NORMAL, ""), raw(type, "file")), "file").get("file"));
    assertLongHeader(beforeAFile(raw(type, "n".repeat(2 << 20))));
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {TarConstants.LF_PAX_EXTENDED_HEADER_LC, TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER})
  void aLongPaxHeaderIsRefused(byte type) throws IOException {
    byte[] fits = beforeAFile(raw(type, pax("comment", 1000)));
    assertArrayEquals(GOOD, read(fits, "file").get("file"));
    assertLongHeader(beforeAFile(raw(type, pax("comment", 2 << 20))));
  }

  /** Each fits, but global ones are kept and add up. */
  @Test
  void manyLongHeadersAreRefused() throws IOException {
    byte[][] entries = new byte[800][];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = raw(TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER, pax("key" + i, 60_000));
      entries[i + 1] = raw(TarConstants.LF_NORMAL, "");
    }
    assertLongHeader(beforeAFile(entries));
  }

  /** The tar reader calls itself for each. */
  @Test
  void manyHeadersBeforeOneFileAreRefused() throws IOException {
    byte[][] entries = new byte[30_000][];
    Arrays.fill(entries, raw(TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER, pax("key", 1)));
    assertLongHeader(beforeAFile(entries));
  }

  /** Few bytes may tell of a file as long as the reader cares to count zeros. */
  @Test
  void aSparseFileIsRefused() throws IOException {
    byte[] tar =
        tar(t -> {
          addSized(t, "sparse", TarConstants.LF_GNUTYPE_SPARSE, 512);
          TinySet.add(t, "file", GOOD);
        });
    IOException e = assertThrows(IOException.class, () -> read(tar, "file"));
    assertEquals("has a sparse file", e.getMessage());
  }

  @Test
  void aSecondFileOfANameIsRefused() throws IOException {
    byte[] tar =
        tar(t -> {
          TinySet.add(t, "a/file", GOOD);
          TinySet.add(t, "b/file", BAD);
          TinySet.add(t, "other", GOOD);
        });
    IOException e = assertThrows(IOException.class, () -> read(tar, "file", "other"));
    assertEquals("has a second file", e.getMessage());
  }

  @Test
  void anArchiveOfVeryManyEntriesIsGivenUp() throws IOException {
    byte[] tar =
        tar(t -> {
          for (int i = 0; i <= 10_000; i++) {
            TinySet.add(t, "x", new byte[0]);
          }
          TinySet.add(t, "file", GOOD);
        });
    IOException e = assertThrows(IOException.class, () -> read(tar, "file"));
    assertEquals("has more than 10000 entries", e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = tar(t -> TinySet.add(t, "file", new byte[3000]));
    int end = 512 + 3000;
    for (int size = 0; size < end; size += 97) {
      byte[] cut = Arrays.copyOf(whole, size);
      assertThrows(
          IOException.class, () -> assertEquals(3000, read(cut, "file").get("file").length));
    }
    byte[] packed = TinySet.tarGz();
    for (int size = 0; size < packed.length / 2; size += 7) {
      Path archive = Files.write(temp.resolve("cut.tgz"), Arrays.copyOf(packed, size));
      assertThrows(
          IOException.class,
          () -> TarGz.read(archive, TinySet.FILES.keySet(), (name, in) -> in.readAllBytes()));
    }
  }

  @Test
  void damageIsAnIoException() throws IOException {
    byte[] whole =
        tar(t -> {
          addLink(t, "link", TarConstants.LF_SYMLINK, "target");
          TinySet.add(t, "d/".repeat(80) + "other", GOOD);
          TinySet.add(t, "file", GOOD);
        });
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = whole.clone();
      for (int hit = 0; hit <= random.nextInt(3); hit++) {
        int header = 512 * random.nextInt(whole.length / 512);
        damaged[header + random.nextInt(512)] = (byte) random.nextInt(256);
        fixChecksum(damaged, header);
      }
      try {
        read(damaged, "file");
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 50, "refused " + refused);
  }

  /** Makes a damaged header pass the first check, so that its fields are looked at. */
  private static void fixChecksum(byte[] tar, int header) {
    Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += Byte.toUnsignedInt(tar[header + i]);
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, tar, header + 148, digits.length);
  }
}
