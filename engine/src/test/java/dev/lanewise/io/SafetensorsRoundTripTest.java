package dev.lanewise.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written comes back to the bit, and in the bytes that the format asks for. */
class SafetensorsRoundTripTest {

  @TempDir Path folder;
  private Path file;
  private Workspace workspace;

  @BeforeEach
  void open() {
    file = folder.resolve("model.safetensors");
    workspace = new Workspace();
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  private static int[] bits(Matrix matrix) {
    int[] bits = new int[matrix.rows() * matrix.columns()];
    for (int i = 0; i < bits.length; i++) {
      float value = matrix.get(i / matrix.columns(), i % matrix.columns());
      bits[i] = Float.floatToRawIntBits(value);
    }
    return bits;
  }

  private TensorFile writeAndRead(Map<String, String> metadata, Map<String, Tensor> tensors)
      throws IOException {
    Safetensors.write(file, metadata, tensors);
    return Safetensors.read(file, workspace);
  }

  @Test
  void bytesOfAFile() throws Exception {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", Tensor.matrix(workspace.matrix(new float[] {1, -2, 0.5f, 3}, 2, 2)));
    tensors.put("b", Tensor.vector(workspace.matrix(new float[] {7}, 1)));
    Safetensors.write(file, Map.of("k", "v"), tensors);
    String header =
        "{\"__metadata__\":{\"sha256\":\"%s\",\"k\":\"v\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}}";
    int length = header.formatted("0".repeat(64)).length();
    header += " ".repeat((8 - length % 8) % 8);
    byte[] data = Bytes.floats(1, -2, 0.5f, 3, 7);
    byte[] zeros = Bytes.file(header.formatted("0".repeat(64)), data);
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(zeros);
    byte[] expected = Bytes.file(header.formatted(HexFormat.of().formatHex(sha256)), data);
    assertEquals(
        new String(expected, StandardCharsets.ISO_8859_1),
        Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  @Test
  void dataBeginAtMultiplesOfEight() throws IOException {
    for (int length = 0; length < 20; length++) {
      Safetensors.write(file, Map.of("k", "x".repeat(length)), Map.of());
      assertEquals(0, Files.size(file) % 8);
      assertTrue(Safetensors.read(file, workspace).checksummed());
    }
  }

  @Test
  void everyKindOfFloat() throws IOException {
    float[] values = {
      0f,
      -0f,
      1f,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN,
      Float.intBitsToFloat(0xffc00123),
      Float.intBitsToFloat(0x7f800001)
    };
    Matrix matrix = workspace.matrix(values, values.length);
    TensorFile read = writeAndRead(Map.of(), Map.of("a", Tensor.vector(matrix)));
    assertArrayEquals(bits(matrix), bits(read.matrix("a")));
  }

  @Test
  void stridedSlicedAndEmptyMatrices() throws IOException {
    Matrix whole = workspace.matrix(40, 50);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 50; j++) {
        whole.set(i, j, 100 * i + j);
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z whole", Tensor.matrix(whole));
    tensors.put("part", Tensor.matrix(whole.slice(3, 9).columnSlice(7, 30)));
    tensors.put("row", Tensor.vector(whole.slice(5, 6).columnSlice(1, 4)));
    tensors.put("no rows", Tensor.matrix(whole.slice(4, 4)));
    tensors.put("no columns", Tensor.matrix(whole.columnSlice(4, 4)));
    tensors.put("nothing", Tensor.vector(whole.slice(0, 1).columnSlice(0, 0)));
    TensorFile read = writeAndRead(Map.of(), tensors);
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      Matrix expected = tensor.getValue().values();
      Matrix actual = read.matrix(tensor.getKey());
      assertEquals(expected.shape(), actual.shape(), tensor.getKey());
      assertArrayEquals(bits(expected), bits(actual), tensor.getKey());
    }
    assertEquals(List.of(3L), read.tensors().get("row").shape());
    assertEquals(List.of(6L, 23L), read.tensors().get("part").shape());
  }

  @Test
  void tensorsLargerThanTheBuffer() throws IOException {
    Matrix narrow = workspace.matrix(70_001, 3);
    Matrix wide = workspace.matrix(2, 200_003);
    for (Matrix matrix : List.of(narrow, wide)) {
      for (int i = 0; i < matrix.rows(); i++) {
        for (int j = 0; j < matrix.columns(); j++) {
          matrix.set(i, j, 31 * i + j);
        }
      }
    }
    TensorFile read =
        writeAndRead(
            Map.of(), Map.of("narrow", Tensor.matrix(narrow), "wide", Tensor.matrix(wide)));
    assertArrayEquals(bits(narrow), bits(read.matrix("narrow")));
    assertArrayEquals(bits(wide), bits(read.matrix("wide")));
  }

  @Test
  void namesAndMetadataOfAnyText() throws IOException {
    StringBuilder controls = new StringBuilder();
    for (char c = 0; c < 0xa0; c++) {
      controls.append(c);
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("z \"quoted\" \\ / ", "{\"json\":[1]}");
    metadata.put("", "");
    metadata.put("controls", controls.toString());
    metadata.put("Größe ☃ 😀", "\u2028\ufeff\uffff\ud83d\ude00");
    metadata.put("lanewise.format", "1");
    Matrix one = workspace.matrix(1, 1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("../\"😀\"\n", Tensor.matrix(one));
    tensors.put("", Tensor.matrix(one));
    tensors.put("sha256", Tensor.matrix(one));
    TensorFile read = writeAndRead(metadata, tensors);
    assertEquals(new ArrayList<>(metadata.entrySet()), new ArrayList<>(read.metadata().entrySet()));
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
    assertTrue(read.checksummed());
  }

  @Test
  void whatTheFormatCannotHoldIsRefusedBeforeWriting() {
    Tensor one = Tensor.matrix(workspace.matrix(1, 1));
    for (Map<String, String> metadata :
        List.of(Map.of("sha256", "mine"), Map.of("k", "\ud83d"), Map.of("\ude00", "v"))) {
      assertThrows(
          IllegalArgumentException.class, () -> Safetensors.write(file, metadata, Map.of()));
    }
    for (String name : List.of("__metadata__", "\ud83d")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Safetensors.write(file, Map.of(), Map.of(name, one)));
    }
    Map<String, String> large = Map.of("k", "x".repeat(Safetensors.MAX_HEADER_BYTES));
    assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, large, Map.of()));
    assertThrows(IllegalArgumentException.class, () -> Tensor.vector(workspace.matrix(2, 1)));
    assertThrows(
        IllegalArgumentException.class, () -> new Tensor(workspace.matrix(2, 3), List.of(3, 2)));
    assertFalse(Files.exists(file));
  }

  @Test
  void foreignFileLoadsAndSaysItHasNoChecksum() throws IOException {
    byte[] bytes =
        Bytes.file(
            "{ \"v\" : {\"shape\":[3], \"data_offsets\":[2,14],\"dtype\":\"F32\"},\n"
                + "\"h\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[0,2]},"
                + "\"cube\":{\"dtype\":\"F32\",\"shape\":[1,1,1],\"data_offsets\":[14,18]},"
                + "\"six\":{\"dtype\":\"F6_E2M3\",\"shape\":[4],\"data_offsets\":[18,21]},"
                + "\"__metadata__\":{\"format\":\"pt\"}}",
            HexFormat.of().parseHex("beef" + "0000803f000000c00000c07f" + "00000000" + "abcdef"));
    TensorFile read = Bytes.read(folder, bytes, workspace);
    assertFalse(read.checksummed());
    assertEquals(Map.of("format", "pt"), read.metadata());
    assertArrayEquals(new float[] {1, -2, Float.NaN}, read.matrix("v").toArray());
    assertEquals(new TensorInfo(Dtype.BF16, List.of(), 0, 2), read.tensors().get("h"));
    for (String name : List.of("h", "cube", "six", "absent")) {
      MalformedFileException e =
          assertThrows(MalformedFileException.class, () -> read.matrix(name));
      assertTrue(e.getMessage().contains("tensor \"" + name + "\""), e.getMessage());
    }
  }

  @Test
  void everyDtypeIsListed() throws IOException {
    for (Dtype dtype : Dtype.values()) {
      String header =
          "{\"t\":{\"dtype\":\"%s\",\"shape\":[4,2],\"data_offsets\":[0,%d]}}"
              .formatted(dtype, dtype.bits());
      TensorFile read = Bytes.read(folder, Bytes.file(header, dtype.bits()), workspace);
      assertEquals(
          new TensorInfo(dtype, List.of(4L, 2L), 0, dtype.bits()), read.tensors().get("t"));
    }
  }

  @Test
  void budgetOfTheWorkspaceIsKept() throws IOException {
    Safetensors.write(file, Map.of(), Map.of("a", Tensor.matrix(workspace.matrix(100, 100))));
    try (Workspace small = new Workspace(10_000)) {
      assertThrows(MemoryBudgetException.class, () -> Safetensors.read(file, small));
    }
  }

  @Test
  void savingOverTheFileItsTensorsAreMappedFrom() throws IOException {
    float[] values = new float[50_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Matrix matrix = workspace.matrix(values, 1, values.length);
    Safetensors.write(file, Map.of(), Map.of("a", Tensor.vector(matrix)));
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofConfined()) {
      long bytes = 4L * values.length;
      MemorySegment mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, channel.size() - bytes, bytes, arena);
      Matrix view = Matrix.of(mapped, 1, values.length, values.length);
      Safetensors.write(file, Map.of("k", "longer header"), Map.of("a", Tensor.vector(view)));
      assertArrayEquals(values, view.toArray());
    }
    assertArrayEquals(values, Safetensors.read(file, workspace).matrix("a").toArray());
  }
}
