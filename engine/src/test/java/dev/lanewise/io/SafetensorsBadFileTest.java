package dev.lanewise.io;

import static dev.lanewise.io.Bytes.assertMalformed;
import static dev.lanewise.io.Bytes.file;
import static dev.lanewise.io.Bytes.latin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The malformed files in the tests of the safetensors library, and more of their kind. */
class SafetensorsBadFileTest {

  private static final String I32 =
      "{\"test\":{\"dtype\":\"I32\",\"shape\":%s,\"data_offsets\":%s}}";

  @TempDir Path folder;

  private static byte[] tensor(String shape, String offsets, int dataBytes) {
    return file(I32.formatted(shape, offsets), dataBytes);
  }

  @Test
  void emptyFile() throws IOException {
    assertMalformed(folder, new byte[0], "has 0 bytes");
    assertMalformed(folder, new byte[7], "has 7 bytes");
  }

  /**
   * A picture, a table, a text, an archive: told as such, not by a length that they do not have.
   */
  @Test
  void otherKindsOfFiles() throws IOException {
    for (String start :
        List.of(
            "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR",
            "label,pixel1,pixel2\n",
            "Hello, world\n",
            "\u001f\u008b\b\0\0\0\0\0\0\u0003",
            "PK\u0003\u0004\u0014\0\0\0\b\0",
            "{\"a\": [1, 2, 3]}")) {
      assertMalformed(folder, latin(start), "is not a safetensors file; expected a header");
    }
    assertMalformed(folder, new byte[0], "is not a safetensors file");
    assertMalformed(folder, latin("a,b\n"), "is not a safetensors file");
  }

  @Test
  void lengthWithoutHeader() throws IOException {
    assertMalformed(folder, latin("<\0\0\0\0\0\0\0"), "byte 0: a header of 60 bytes");
    assertMalformed(folder, new byte[8], "byte 8");
  }

  @Test
  void headerTooLarge() throws IOException {
    assertMalformed(folder, latin("<\0\0\0\0\u00ff\u00ff\u00ff{..}"), "at most 100000000");
    assertMalformed(folder, latin("\u0001\u00e1\u00f5\u0005\0\0\0\0{}"), "length is 100000001");
    assertMalformed(folder, latin("\0\u00e1\u00f5\u0005\0\0\0\0{}"), "a header of 100000000 bytes");
  }

  @Test
  void headerNotUtf8() throws IOException {
    assertMalformed(folder, latin("\u0001\0\0\0\0\0\0\0\u00ff"), "byte 8");
    assertMalformed(folder, latin("\u0006\0\0\0\0\0\0\0{\"\u00c3\":0"), "UTF-8");
    assertMalformed(folder, latin("\u0008\0\0\0\0\0\0\0{\"\u00ed\u00a0\u0080\":0"), "UTF-8");
  }

  @Test
  void headerNotJson() throws IOException {
    assertMalformed(folder, latin("\u0001\0\0\0\0\0\0\0{"), "byte 9: the header ends");
  }

  @Test
  void headerMustBeginWithBrace() throws IOException {
    assertMalformed(folder, file(" {}", 0), "'{'");
    assertMalformed(folder, file("[]", 0), "'{'");
  }

  @Test
  void bytesAfterTheData() throws IOException {
    byte[] polyglot = file(I32.formatted("[2,2]", "[0,16]"), 16 + 34);
    byte[] extra = latin("extra_bogus_data_for_polyglot_file");
    System.arraycopy(extra, 0, polyglot, polyglot.length - extra.length, extra.length);
    assertMalformed(folder, polyglot, "has 50 bytes of data; expected 16");
    assertMalformed(folder, file("{}", 1), "has 1 bytes of data");
  }

  @Test
  void dataTooShort() throws IOException {
    assertMalformed(folder, tensor("[2,2]", "[0,16]", 14), "tensor \"test\"");
  }

  @Test
  void offsetsDoNotFitTheShape() throws IOException {
    assertMalformed(folder, tensor("[2,2]", "[0,4]", 4), "tensor \"test\": data_offsets [0, 4]");
    assertMalformed(folder, tensor("[2,2]", "[16,0]", 16), "[16, 0]");
    assertMalformed(folder, tensor("[1]", "[9223372036854775807,3]", 4), "data_offsets");
  }

  @Test
  void elementCountOverflows() throws IOException {
    assertMalformed(folder, tensor("[2,18446744073709551614]", "[0,16]", 16), "too large");
    assertMalformed(folder, tensor("[4611686018427387904,4]", "[0,0]", 0), "overflows");
  }

  @Test
  void byteCountOverflows() throws IOException {
    assertMalformed(folder, tensor("[2,9223372036854775807]", "[0,16]", 16), "overflows");
    assertMalformed(folder, tensor("[2305843009213693952]", "[0,0]", 0), "overflows");
  }

  private static String tensorsOn(int count, String offsets) {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i);
      header.append("\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":").append(offsets);
      header.append('}');
    }
    return header.append('}').toString();
  }

  @Test
  void overlappingTensors() throws IOException {
    assertMalformed(
        folder, file(tensorsOn(10, "[0,16]"), 16), "tensor \"1\": data_offsets [0, 16] overlap");
    assertMalformed(
        folder, file(tensorsOn(10, "[0,16]"), 160), "begin at offset 0; expected offset 16");
  }

  @Test
  void holeBeforeAndBetweenTensors() throws IOException {
    assertMalformed(folder, tensor("[1]", "[4,8]", 8), "begin at offset 4; expected offset 0");
    String two =
        "{\"b\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[2,3]},"
            + "\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[%d,%d]}}";
    assertMalformed(folder, file(two.formatted(0, 1), 3), "tensor \"b\"");
    assertMalformed(folder, file(two.formatted(2, 3), 3), "expected offset 0");
  }

  @Test
  void zeroSizeIsWellFormed() throws IOException {
    try (Workspace workspace = new Workspace()) {
      TensorFile read = Bytes.read(folder, tensor("[2,0]", "[0,0]", 0), workspace);
      assertEquals(List.of(2L, 0L), read.tensors().get("test").shape());
      assertThrows(MalformedFileException.class, () -> read.matrix("test"));
    }
  }

  @Test
  void whiteSpaceAfterTheHeaderIsWellFormed() throws IOException {
    try (Workspace workspace = new Workspace()) {
      TensorFile read = Bytes.read(folder, latin("\u0006\0\0\0\0\0\0\0{}\r \t\n"), workspace);
      assertTrue(read.tensors().isEmpty());
      assertFalse(read.checksummed());
    }
    assertMalformed(folder, latin("\u0004\0\0\0\0\0\0\0{}\0 "), "byte 10: found byte 0x00");
  }

  @Test
  void headerLengthPatched() throws IOException {
    byte[] patched = tensor("[2,2]", "[0,16]", 16);
    ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1000);
    assertMalformed(folder, patched, "a header of 1000 bytes");
  }

  @Test
  void millionsOfTensorsOnOneRegionFailFast() throws IOException {
    byte[] inside = file(tensorsOn(200_000, "[0,16]"), 16 * 200_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertMalformed(folder, inside, "expected offset 16"));

    byte[] header = tensorsOn(1_600_000, "[0,16]").getBytes(StandardCharsets.US_ASCII);
    assertTrue(header.length > 90_000_000 && header.length < 100_000_000, "" + header.length);
    byte[] largest = file(new String(header, StandardCharsets.US_ASCII), 16);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertMalformed(folder, largest, "tensor \"1\""));

    Path tenMillion = folder.resolve("ten-million.safetensors");
    try (RandomAccessFile sparse = new RandomAccessFile(tenMillion.toFile(), "rw")) {
      sparse.writeLong(Long.reverseBytes(600_000_000));
      sparse.write('{');
      sparse.setLength(600_000_024);
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertMalformed(tenMillion, "length is 600000000"));
  }

  @Test
  void keysTwice() throws IOException {
    String a = "\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    String sameKey = a.replace("\"a\"", "\"\\u0061\"");
    assertMalformed(folder, file("{" + a + "," + sameKey + "}", 0), "\"a\" stands twice");
    String metadata = "\"__metadata__\":{}";
    assertMalformed(folder, file("{" + metadata + "," + metadata + "}", 0), "stands twice");
    assertMalformed(
        folder, file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"1\"}}", 0), "\"k\" stands twice");
    assertMalformed(
        folder, file("{" + a.replace("[0]", "[0],\"shape\":[0]") + "}", 0), "stands twice");
  }

  @Test
  void headerOfAnotherStructure() throws IOException {
    for (String header :
        List.of(
            "{\"a\":1}",
            "{\"a\":{}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0,0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0],\"file\":\"x\"}}",
            "{\"a\":{\"dtype\":\"i8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[-0],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0.0],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,0]}}",
            "{\"a\":{\"dtype\":\"I8\",\"shape\":["
                + "0,".repeat(64)
                + "0],\"data_offsets\":[0,0]}}",
            "{\"__metadata__\":null}",
            "{\"__metadata__\":{\"k\":1}}",
            "{\"__metadata__\":{\"k\":null}}",
            "{\"__metadata__\":{\"k\":{\"k\":\"v\"}}}",
            "{\"__metadata__\":{\"line\nbreak\":\"v\"}}",
            "{\"__metadata__\":{\"sha256\":\"\"}}",
            "{\"__metadata__\":{\"sha256\":\"" + "A".repeat(64) + "\"}}",
            "{\"__metadata__\":{\"sha256\":\"" + "\\u0030".repeat(64) + "\"}}",
            "{}{}",
            "{},",
            "{\"__metadata__\":{},}",
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "{\"a\":{\"dtype\":\"I8\",\"shape\":" + "[".repeat(100_000))) {
      assertMalformed(folder, file(header, 0), "");
    }
  }

  @Test
  void notARegularFile() {
    assertMalformed(folder, "is a folder; expected a regular file");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeDoesNotHang() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertMalformed(pipe, "expected a regular file"));
  }

  @Test
  void missingFileIsNoSuchFile() {
    try (Workspace workspace = new Workspace()) {
      assertThrows(
          NoSuchFileException.class, () -> Safetensors.read(folder.resolve("none"), workspace));
    }
    assertFalse(Files.exists(folder.resolve("none")));
  }
}
