package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GzipMembersTest {

  private static final String IMAGES = "train-images-idx3-ubyte.gz";

  @TempDir Path folder;

  private Path file;
  private byte[] packed;

  @BeforeEach
  void write() throws IOException {
    SetFiles.idxGzFolder(folder);
    file = folder.resolve(IMAGES);
    packed = Files.readAllBytes(file);
  }

  private byte[] unpack(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try (GzipMembers member = new GzipMembers(DataFile.open(file))) {
      return member.readAllBytes();
    }
  }

  private String errorOf(byte[] bytes, String place) throws IOException {
    Files.write(file, bytes);
    return SetFiles.errorOf(folder, file, place);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 200_000})
  void whatWasPackedIsUnpacked(int size) throws IOException {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise); // does not shrink, so the packed bytes span several fills
    assertArrayEquals(noise, unpack(SetFiles.gzip(noise)));
  }

  @Test
  void allFieldsOfAHeaderAreRead() throws IOException {
    byte[] data = {1, 2, 3};
    byte[] plain = SetFiles.gzip(data);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(plain, 0, 3);
    header.write(2 | 4 | 8 | 16); // header checksum, extra field, name, comment
    header.write(plain, 4, 6);
    header.writeBytes(new byte[] {3, 0, 9, 9, 9});
    header.writeBytes(new byte[] {'n', 0, 'c', 'c', 0});
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    header.write((int) crc.getValue());
    header.write((int) crc.getValue() >> 8);
    byte[] whole = join(header.toByteArray(), Arrays.copyOfRange(plain, 10, plain.length));
    assertArrayEquals(data, unpack(whole));
    whole[15] ^= 1;
    var e = assertThrows(MalformedFileException.class, () -> unpack(whole));
    assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": byte 20: wrong checksum"));
  }

  @Test
  void everyTruncationIsToldWithItsEnd() throws IOException {
    for (int size = 1; size < packed.length; size++) {
      assertEquals(
          "ends in the middle of the gzip data; expected a whole .gz file",
          errorOf(Arrays.copyOf(packed, size), "byte " + size));
    }
  }

  @Test
  void everyBitOfTheTrailerCounts() throws IOException {
    for (int bit = 0; bit < 64; bit++) {
      byte[] bytes = packed.clone();
      int at = packed.length - 8 + bit / 8;
      bytes[at] ^= (byte) (1 << bit % 8);
      int field = bit < 32 ? packed.length - 8 : packed.length - 4;
      String message = errorOf(bytes, "byte " + field);
      String wrong = bit < 32 ? "checksum 0x" : "unpacked length ";
      assertEquals(wrong, message.substring(0, wrong.length()));
    }
  }

  @Test
  void whateverStandsBehindTheMembersIsTold() throws IOException {
    String wrong =
        "more data behind the end of the gzip data; expected the end of the file, or another gzip"
            + " member";
    String place = "byte " + packed.length;
    assertEquals(wrong, errorOf(join(packed, new byte[1]), place));
    assertEquals(wrong, errorOf(join(packed, new byte[] {7, 8, 9}), place));
    assertEquals(wrong, errorOf(join(packed, new byte[200_000]), place));
    byte[] twice = join(packed, SetFiles.gzip(new byte[0]));
    assertEquals(wrong, errorOf(join(twice, new byte[] {0x1f, 0}), "byte " + twice.length));
    assertEquals(
        "ends in the middle of the gzip data; expected a whole .gz file",
        errorOf(join(twice, new byte[] {0x1f}), "byte " + (twice.length + 1)));
  }

  @Test
  void aSecondMemberIsNoEndOfTheDimensions() throws IOException {
    assertEquals(
        "more data than the dimensions tell of; expected the end of the data",
        errorOf(join(packed, packed), "unpacked byte 136"));
  }

  /** Cut anywhere, so that each member's trailer and header meet the buffer's end at some time. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 65_500, 65_510, 65_520, 65_530, 65_536, 100_000})
  void severalMembersAreOneFile(int cut) throws IOException {
    byte[] noise = new byte[100_000];
    new Random(cut).nextBytes(noise);
    byte[] first = SetFiles.gzip(Arrays.copyOf(noise, cut));
    byte[] second = SetFiles.gzip(Arrays.copyOfRange(noise, cut, noise.length));
    byte[] empty = SetFiles.gzip(new byte[0]);
    assertArrayEquals(noise, unpack(join(first, second)));
    assertArrayEquals(noise, unpack(join(join(empty, join(first, empty)), join(second, empty))));
  }

  @Test
  void eachMemberIsChecked() throws IOException {
    byte[] both = join(packed, SetFiles.gzip(new byte[0]));
    byte[] first = both.clone();
    first[packed.length - 8] ^= 1;
    assertTrue(errorOf(first, "byte " + (packed.length - 8)).startsWith("checksum 0x"));
    byte[] second = both.clone();
    second[both.length - 8] ^= 1;
    assertTrue(errorOf(second, "byte " + (both.length - 8)).startsWith("checksum 0x"));
  }

  @Test
  void aSetInSeveralMembersIsRead() throws IOException {
    byte[] images = SetFiles.idxImages(1, 20, 2, 3);
    byte[] start = SetFiles.gzip(Arrays.copyOf(images, 7)); // in the midst of a dimension
    Files.write(file, join(start, SetFiles.gzip(Arrays.copyOfRange(images, 7, images.length))));
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(18, set.train().size());
      assertEquals(6, set.inputs());
    }
  }

  /** A name in the header brings the member to the size of the reader's buffer, and around it. */
  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536, 65_537, 131_072})
  void whatStandsBehindAFullBufferIsTold(int size) throws IOException {
    byte[] name = new byte[size - packed.length];
    Arrays.fill(name, 0, name.length - 1, (byte) 'n');
    byte[] head = Arrays.copyOf(packed, 10);
    head[3] |= 8;
    byte[] named = join(join(head, name), Arrays.copyOfRange(packed, 10, packed.length));
    assertEquals(size, named.length);
    assertArrayEquals(SetFiles.idxImages(1, 20, 2, 3), unpack(named));
    errorOf(join(named, new byte[1]), "byte " + size);
  }

  @Test
  void whatIsNotGzipIsTold() throws IOException {
    assertEquals(
        "is not gzip data; expected the bytes 1f 8b of a .gz file",
        errorOf(SetFiles.idxImages(1, 20, 2, 3), "byte 0"));
    byte[] method = packed.clone();
    method[2] = 7;
    errorOf(method, "byte 2");
    byte[] flags = packed.clone();
    flags[3] = (byte) 0x80;
    errorOf(flags, "byte 3");
    byte[] block = packed.clone();
    block[10] = 7; // block type 3 does not exist
    String message = errorOf(block, "byte 11");
    assertTrue(message.startsWith("damaged deflate data (invalid block type)"), message);
  }

  /**
   * A quarter of a gigabyte of zeros behind a small image file. The wrong trailer would be told if
   * the reader went on to the end.
   */
  @Test
  void aBombStopsBehindTheDeclaredSize() throws IOException {
    byte[] bytes = bomb(SetFiles.idxImages(1, 20, 2, 3), 1 << 28);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertEquals(
        "more data than the dimensions tell of; expected the end of the data",
        SetFiles.errorOf(folder, file, "unpacked byte 136"));
  }

  /** A header that tells of more than the file can unpack to must not get its memory. */
  @Test
  void aDeclaredSizeBeyondDeflateGetsNoMemory() throws IOException {
    byte[] header = SetFiles.idx(0x803, new int[] {1_000_000, 28, 28}, new byte[10]);
    Files.write(file, SetFiles.gzip(header));
    try (Workspace workspace = new Workspace(1 << 20)) {
      var e =
          assertThrows(
              MalformedFileException.class,
              () -> DataSets.open(folder, SplitSizes.DEFAULTS, workspace));
      String start = file + ": unpacked byte 4: dimensions 1000000 x 28 x 28 in a .gz file of ";
      assertEquals(start, String.valueOf(e.getMessage()).substring(0, start.length()));
      assertEquals(0, workspace.allocatedBytes());
    }
  }

  /** The best that deflate can do is still taken for what it is. */
  @Test
  void aBlackSetIsRead() throws IOException {
    Files.write(
        file, SetFiles.gzip(SetFiles.idx(0x803, new int[] {20, 1000, 1000}, new byte[20_000_000])));
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte.gz"),
        SetFiles.gzip(SetFiles.idx(0x803, new int[] {5, 1000, 1000}, new byte[5_000_000])));
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(1_000_000, set.inputs());
    }
  }

  private static byte[] bomb(byte[] start, long zeros) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(start);
      byte[] block = new byte[1 << 20];
      for (long done = 0; done < zeros; done += block.length) {
        gzip.write(block);
      }
    }
    byte[] bytes = out.toByteArray();
    int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 4);
    assertEquals((int) (start.length + zeros), size);
    return bytes;
  }
}
