package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs of another scale are told apart, inputs of the same never. */
class InputScaleTest {

  private static final float[][] INPUTS = {{0.5f, -3}, {2, 1}};

  @AutoClose private final Workspace workspace = new Workspace();

  private Pixels pixels(int... values) {
    Pixels pixels = workspace.pixels(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return pixels;
  }

  @Test
  void theLargestAbsoluteValueCounts() {
    assertEquals(new InputScale(3), InputScale.of(workspace.matrix(INPUTS)));
    assertEquals(new InputScale(2), InputScale.of(workspace.matrix(INPUTS).slice(1, 2)));
    assertEquals(InputScale.BYTES, InputScale.of(pixels(0, 255, 254)));
    assertEquals(new InputScale(128), InputScale.of(pixels(128, 127)));
    assertEquals(InputScale.UNKNOWN, InputScale.of(pixels()));
    float[][] odd = {{Float.NaN, Float.NEGATIVE_INFINITY, 4}};
    assertEquals(new InputScale(4), InputScale.of(workspace.matrix(odd)));
  }

  @ParameterizedTest
  @CsvSource({
    "255, 1", // bytes and parts of 1
    "255, 16", // bytes and 4 bits
    "255, 5", // bytes and standardized values
    "65535, 255", // 16 bits and bytes
    "1, 0.05"
  })
  void otherScalesDiffer(double one, double other) {
    assertEquals(true, new InputScale(one).differsFrom(new InputScale(other)));
    assertEquals(true, new InputScale(other).differsFrom(new InputScale(one)));
  }

  @ParameterizedTest
  @CsvSource({"255, 255", "255, 100", "255, 30", "1, 0.2", "0, 255", "0, 0"})
  void likeScalesDoNot(double one, double other) {
    assertEquals(false, new InputScale(one).differsFrom(new InputScale(other)));
    assertEquals(false, new InputScale(other).differsFrom(new InputScale(one)));
  }

  /** By each normalization that learns from the data, bytes are told from parts of 1. */
  @ParameterizedTest
  @EnumSource(
      value = Normalization.Kind.class,
      names = {"CENTER", "STANDARDIZE"})
  void aNormalizationTellsTheScaleOfWhatItWasFittedTo(Normalization.Kind kind) {
    Random random = new Random(5);
    float[][] bytes = new float[100][7];
    float[][] parts = new float[100][7];
    for (int i = 0; i < bytes.length; i++) {
      for (int j = 1; j < 7; j++) { // the first input is 0 throughout, as the edge of a picture
        bytes[i][j] = random.nextInt(256);
        parts[i][j] = bytes[i][j] / 255;
      }
    }
    InputScale ofBytes = scale(kind, bytes);
    InputScale ofParts = scale(kind, parts);
    assertEquals(true, ofBytes.differsFrom(ofParts), ofBytes + " " + ofParts);
    assertEquals(false, ofBytes.differsFrom(InputScale.BYTES), ofBytes.toString());
    assertEquals(false, ofParts.differsFrom(new InputScale(1)), ofParts.toString());
  }

  private InputScale scale(Normalization.Kind kind, float[][] x) {
    Matrix samples = workspace.matrix(x);
    return InputScale.of(NormalizationFit.of(kind, samples, workspace));
  }

  @Test
  void aNormalizationThatLearnsNothing() {
    assertEquals(InputScale.UNKNOWN, InputScale.of(Normalization.none(workspace, 3)));
    assertEquals(255, InputScale.of(Normalization.unit(workspace, 3)).largest(), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void onlyFiniteScalesAreTaken(double largest) {
    assertThrows(IllegalArgumentException.class, () -> new InputScale(largest));
  }
}
