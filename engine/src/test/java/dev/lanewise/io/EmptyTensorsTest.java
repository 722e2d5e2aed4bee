package dev.lanewise.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tensors of 2^31 - 1 rows without a column are a few bytes of header, and no work. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmptyTensorsTest {

  private static final int MANY = 1000; // minutes if each row took a nanosecond

  @TempDir private Path folder;

  private static byte[] empties() {
    String tensors =
        IntStream.range(0, MANY)
            .mapToObj(i ->
                "\"t%d\":{\"dtype\":\"F32\",\"shape\":[2147483647,0],\"data_offsets\":[0,0]}"
                    .formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    return Bytes.file(tensors, 0);
  }

  @Test
  void manyAreReadAndWrittenAtOnce() throws IOException {
    try (Workspace workspace = new Workspace(0)) {
      TensorFile read = Bytes.read(folder, empties(), workspace);
      assertEquals(MANY, read.tensors().size());
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : read.tensors().keySet()) {
        Matrix matrix = read.matrix(name);
        assertEquals(Integer.MAX_VALUE, matrix.rows());
        tensors.put(name, Tensor.matrix(matrix));
      }
      Path copy = folder.resolve("copy.safetensors");
      Safetensors.write(copy, Map.of(), tensors);
      assertEquals(read.tensors(), Safetensors.read(copy, workspace).tensors());
    }
  }

  @Test
  void theyAreNoModel() throws IOException {
    Path file = Files.write(folder.resolve("zero.safetensors"), empties());
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      MalformedFileException e =
          assertThrows(
              MalformedFileException.class,
              () -> ModelFile.read(file, Backends.scalar(parallel), workspace));
      assertTrue(String.valueOf(e.getMessage()).startsWith(file + ": tensor "), e.getMessage());
    }
  }

  @Test
  void whatAFileSaysStaysOnOneLine() {
    Path file = Path.of("a\nb");
    String text = new MalformedFileException(file, "", "is\n\u001b[2J", "plain").getMessage();
    assertEquals("a\\u000ab: is\\u000a\\u001b[2J; expected plain", text);
    String longest = "x".repeat(10_000_000);
    String cut = new MalformedFileException(file, "", longest, "less").getMessage();
    assertTrue(String.valueOf(cut).length() < 10_000);
  }
}
