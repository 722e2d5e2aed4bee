package dev.lanewise.train;

import static dev.lanewise.train.Models.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.activation.Relu;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensor files of other programs, made by bytes: without checksum, without metadata. */
class ForeignModelTest {

  private static final String TWO_LAYERS =
      "{\"W1\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
          + "\"b1\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]},"
          + "\"W2\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[24,40]},"
          + "\"b2\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[40,48]}}";

  private static final float[] VALUES = {
    1, -1, 2, 0, // W1
    0, 1, // b1
    1, 0, 0, 2, // W2
    0.5f, 0 // b2
  };

  @TempDir Path folder;

  private Path file(String header, float... values) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + json.length + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(folder.resolve("foreign.safetensors"), bytes.array());
  }

  @EveryWidth
  void parametersAloneAreANetWithReluOnRawInputs(Kernels kernels) throws IOException {
    Path file = file(TWO_LAYERS, VALUES);
    try (Workspace workspace = new Workspace()) {
      ModelFile.Loaded loaded = ModelFile.read(file, kernels, workspace);
      assertEquals(
          file
              + ": a file of another program, without checksum or settings; taken as it is, for a"
              + " net with ReLU and softmax on raw inputs",
          loaded.warning());
      assertEquals(Map.of(), loaded.configuration());
      Classifier classifier = loaded.classifier();
      assertEquals(List.of("0", "1"), classifier.classNames());
      assertEquals(
          new NetSpec(2, List.of(2), 2, new Relu(), new SoftmaxCrossEntropy(), 0, 0),
          classifier.net().spec());

      // (3, 1): (3·1 + 1·2 + 0, 3·-1 + 1·0 + 1) = (5, -2), through ReLU (5, 0); scores (5.5, 0)
      // (-2, 0): (-2, 2 + 1) = (-2, 3), through ReLU (0, 3); scores (0.5, 6)
      float[][] x = {{3, 1}, {-2, 0}};
      assertArrayEquals(new int[] {0, 1}, classifier.classes(x));
      float[][] p = classifier.probabilities(x);
      double e = Math.exp(-5.5); // both rows differ by 5.5
      assertArrayEquals(new float[] {(float) (1 / (1 + e)), (float) (e / (1 + e))}, p[0], 1e-7f);
      assertArrayEquals(new float[] {(float) (e / (1 + e)), (float) (1 / (1 + e))}, p[1], 1e-7f);
    }
  }

  /** Files the container format allows: no tensor at all, and tensors of another kind of model. */
  @Test
  void soundFilesThatAreNoModelsMissW1() throws IOException {
    String missing = "tensor \"W1\": is missing; expected a tensor of this name";
    assertRefused(file("{}"), missing);
    assertRefused(file("{}\r \t\n"), missing);
    assertRefused(
        file("{\"test\":{\"dtype\":\"I32\",\"shape\":[2,0],\"data_offsets\":[0,0]}}"), missing);
    assertRefused(file(TWO_LAYERS.replace("W1", "fc1.weight"), VALUES), missing);
  }

  /** A gap in the numbers must not make a smaller net of what stands before it. */
  @Test
  void aGapInTheNumbersOfTheLayersIsRefused() throws IOException {
    assertRefused(file(TWO_LAYERS.replace("W2", "X2"), VALUES), "tensor \"W2\": is missing");
    assertRefused(
        file(TWO_LAYERS.replace("W2", "W3").replace("b2", "b3"), VALUES),
        "tensor \"W2\": is missing");
  }

  @Test
  void tensorsOfAnotherTypeOrRankAreRefused() throws IOException {
    assertRefused(
        file(TWO_LAYERS.replaceFirst("F32", "I32"), VALUES),
        "tensor \"W1\": has type I32 and shape [2, 2]; expected F32");
    assertRefused(
        file(TWO_LAYERS.replaceFirst("2,2", "2,2,1"), VALUES),
        "tensor \"W1\": has type F32 and shape [2, 2, 1]");
  }

  /** A net that leaves a tensor out would predict something else than the program that wrote it. */
  @Test
  void tensorsThatAreNotUsedAreRefusedByTheirNames() throws IOException {
    String more =
        TWO_LAYERS.replace(
            "}}",
            "},\"bn1.running_mean\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[48,52]},"
                + "\"W0\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[52,56]}}");
    float[] values = Arrays.copyOf(VALUES, VALUES.length + 2);
    assertRefused(
        file(more, values),
        "tensors \"bn1.running_mean\", \"W0\": are not used; expected those of");
    assertRefused(file(more.replace("W0", "b02"), values), "\"b02\": are not used");
    assertRefused(file(more.replace("W0", "evil\\u001b"), values), "\"evil\\u001b\": are not used");
  }

  @Test
  void ofManyTensorsThatAreNotUsedTheFirstAreNamed() throws IOException {
    StringBuilder header = new StringBuilder(TWO_LAYERS.substring(0, TWO_LAYERS.length() - 1));
    for (int i = 0; i < 12; i++) {
      header.append(
          ",\"x%d\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}"
              .formatted(i, 48 + 4 * i, 52 + 4 * i));
    }
    float[] values = Arrays.copyOf(VALUES, VALUES.length + 12);
    assertRefused(file(header + "}", values), "\"x8\", \"x9\": and 2 more are not used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "inverse"})
  void halfANormalizationIsRefused(String half) throws IOException {
    String other = half.equals("mean") ? "inverse" : "mean";
    String header =
        TWO_LAYERS.replace(
            "}}",
            "},\"normalization.%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[48,56]}}"
                .formatted(half));
    assertRefused(
        file(header, Arrays.copyOf(VALUES, VALUES.length + 2)),
        "tensor \"normalization.%s\": is missing, though normalization.%s is there; expected both"
            .formatted(other, half));
  }

  @ParameterizedTest
  @CsvSource({
    "2, NaN, 'tensor \"W1\": value [1, 0] is NaN; expected finite numbers'",
    "5, Infinity, 'tensor \"b1\": value [1] is Infinity'",
    "9, -Infinity, 'tensor \"W2\": value [1, 1] is -Infinity'",
    "10, NaN, 'tensor \"b2\": value [0] is NaN'",
    "13, Infinity, 'tensor \"normalization.mean\": value [1] is Infinity'",
    "14, NaN, 'tensor \"normalization.inverse\": value [0] is NaN'"
  })
  void valuesThatAreNotFiniteAreRefused(int at, float value, String message) throws IOException {
    String header =
        TWO_LAYERS.replace(
            "}}",
            "},\"normalization.mean\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[48,56]},"
                + "\"normalization.inverse\":{\"dtype\":\"F32\",\"shape\":[2],"
                + "\"data_offsets\":[56,64]}}");
    float[] values = Arrays.copyOf(VALUES, VALUES.length + 4);
    values[at] = value;
    assertRefused(file(header, values), message);
  }

  /** Its own normalization is taken, whatever it was called there. */
  @Test
  void aNormalizationIsTakenWhereThereIsOne() throws IOException {
    String header =
        "{\"W1\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b1\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
            + "\"normalization.mean\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]},"
            + "\"normalization.inverse\":{\"dtype\":\"F32\",\"shape\":[1],"
            + "\"data_offsets\":[20,24]}}";
    try (Workspace workspace = new Workspace()) {
      ModelFile.Loaded loaded =
          ModelFile.read(file(header, 1, -1, 0, 0, 10, 0.5f), Widths.scalar(), workspace);
      // (14 - 10) · 0.5 = 2: scores (2, -2); (8 - 10) · 0.5 = -1: scores (-1, 1)
      assertArrayEquals(new int[] {0, 1}, loaded.classifier().classes(new float[][] {{14}, {8}}));
      assertFalse(loaded.warning().contains("raw inputs"), loaded.warning());
    }
  }
}
