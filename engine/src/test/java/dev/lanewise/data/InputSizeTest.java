package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The root mean square of normalized inputs. */
class InputSizeTest {

  @AutoClose private final Workspace workspace = new Workspace();

  private Pixels pixels(int rows, int columns, int... values) {
    Pixels pixels = workspace.pixels(rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, i, (byte) values[i % values.length]);
    }
    return pixels;
  }

  private double size(Normalization.Kind kind, Samples samples) {
    return InputSize.of(samples, NormalizationFit.of(kind, samples, workspace));
  }

  @Test
  void byHand() {
    Pixels pixels = pixels(2, 2, 1, 200, 7, 250);
    assertEquals(
        Math.sqrt((1 + 40_000 + 49 + 62_500) / 4.0), size(Normalization.Kind.NONE, pixels));
    assertEquals(Math.sqrt((9 + 625 + 9 + 625) / 4.0), size(Normalization.Kind.CENTER, pixels));
    assertEquals(1, size(Normalization.Kind.STANDARDIZE, pixels), 1e-7); // inverse is a float
    Matrix floats = workspace.matrix(new float[][] {{1, -4}, {5, 4}});
    assertEquals(Math.sqrt(58 / 4.0), size(Normalization.Kind.NONE, floats));
    assertEquals(Math.sqrt((4 + 16 + 4 + 16) / 4.0), size(Normalization.Kind.CENTER, floats));
  }

  /** Against the values that kernels see, one after the other. */
  @ParameterizedTest
  @EnumSource(Normalization.Kind.class)
  void ofRandomSamples(Normalization.Kind kind) {
    Random random = new Random(8);
    int[] values = random.ints(500, 0, 256).toArray();
    Pixels pixels = pixels(31, 13, values);
    Matrix floats = workspace.matrix(31, 13);
    for (int i = 0; i < 31 * 13; i++) {
      floats.set(i / 13, i % 13, values[i % 500]);
    }
    for (Samples samples : new Samples[] {pixels, floats}) {
      Normalization normalization = NormalizationFit.of(kind, samples, workspace);
      double squares = 0;
      for (int i = 0; i < 31 * 13; i++) {
        float mean = normalization.mean().get(0, i % 13);
        double x = (floats.get(i / 13, i % 13) - mean) * normalization.inverse().get(0, i % 13);
        squares += x * x;
      }
      double expected = Math.sqrt(squares / (31 * 13));
      assertEquals(expected, InputSize.of(samples, normalization), 1e-6 * expected);
    }
  }

  /** More rows than squares of bytes fit an int. */
  @Test
  void ofManyRows() {
    assertEquals(255, size(Normalization.Kind.NONE, pixels(40_000, 1, 255)));
    assertEquals(127, size(Normalization.Kind.CENTER, pixels(40_000, 1, 0, 254)));
  }

  /** There is nothing to divide by. */
  @Test
  void ofZeros() {
    assertEquals(1, size(Normalization.Kind.CENTER, pixels(3, 2, 77)));
    assertEquals(1, size(Normalization.Kind.STANDARDIZE, pixels(3, 2, 77)));
    assertEquals(1, size(Normalization.Kind.NONE, workspace.matrix(3, 2)));
    assertEquals(1, size(Normalization.Kind.NONE, workspace.matrix(0, 2)));
  }
}
