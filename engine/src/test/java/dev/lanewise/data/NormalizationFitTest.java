package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Normalization.Kind;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizationFitTest {

  private static final MathContext MANY_DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  private Pixels pixels(int rows, int columns, long seed) {
    Pixels pixels = workspace.pixels(rows, columns);
    byte[] bytes = new byte[rows * columns];
    new Random(seed).nextBytes(bytes);
    pixels.segment().asByteBuffer().put(bytes);
    return pixels;
  }

  private static int sum(Pixels pixels, int j) {
    int sum = 0;
    for (int i = 0; i < pixels.rows(); i++) {
      sum += pixels.get(i, j);
    }
    return sum;
  }

  /** The deviation in 60 digits, two passes over the exact mean. */
  private static double exactDeviation(Pixels pixels, int j) {
    BigDecimal n = BigDecimal.valueOf(pixels.rows());
    BigDecimal mean = BigDecimal.valueOf(sum(pixels, j)).divide(n, MANY_DIGITS);
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = 0; i < pixels.rows(); i++) {
      BigDecimal d = BigDecimal.valueOf(pixels.get(i, j)).subtract(mean);
      squares = squares.add(d.multiply(d));
    }
    return squares.divide(n, MANY_DIGITS).sqrt(MANY_DIGITS).doubleValue();
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 3", "7, 1", "100, 33", "333, 784", "50, 3072", "3, 140000", "40000, 2"})
  void pixelsAreSummedExactly(int rows, int columns) {
    Pixels train = pixels(rows, columns, rows * 31L + columns);
    Normalization center = NormalizationFit.of(Kind.CENTER, train, workspace);
    Normalization standardize = NormalizationFit.of(Kind.STANDARDIZE, train, workspace);
    assertEquals(Kind.STANDARDIZE, standardize.kind());
    for (int j = 0; j < columns; j += Math.max(1, columns / 40)) {
      float mean = (float) (sum(train, j) / (double) rows);
      assertEquals(mean, center.mean().get(0, j));
      assertEquals(1f, center.inverse().get(0, j));
      assertEquals(mean, standardize.mean().get(0, j));
      double deviation = exactDeviation(train, j);
      float inverse = deviation == 0 ? 1f : (float) (1 / deviation);
      assertEquals(inverse, standardize.inverse().get(0, j), "input " + j);
    }
  }

  /** White pictures, more than an int can add the squares of. */
  @Test
  void theLargestSumsDoNotOverflow() {
    Pixels train = workspace.pixels(70_000, 3);
    train.segment().fill((byte) 255);
    train.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
    Normalization fit = NormalizationFit.of(Kind.STANDARDIZE, train, workspace);
    assertEquals((float) (255L * 69_999 / 70_000.0), fit.mean().get(0, 0));
    assertEquals(255f, fit.mean().get(0, 1));
    double deviation = Math.sqrt(69_999.0 * 255 * 255) / 70_000;
    assertEquals((float) (1 / deviation), fit.inverse().get(0, 0));
    assertEquals(1f, fit.inverse().get(0, 1));
  }

  @Test
  void aSliceCountsOnlyItsOwnRows() {
    Pixels all = pixels(20, 5, 4);
    float[] expected = new float[5];
    for (int j = 0; j < 5; j++) {
      expected[j] = (float) (sum(all.slice(4, 11), j) / 7.0);
    }
    Normalization fit = NormalizationFit.of(Kind.CENTER, all.slice(4, 11), workspace);
    assertArrayEquals(expected, fit.mean().toArray());
  }

  @Test
  void floatsAreSummedInDoubleRowsAscending() {
    Random random = new Random(8);
    float[][] x = new float[57][19];
    for (float[] row : x) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) (random.nextGaussian() * Math.pow(10, j - 9.0));
      }
    }
    Matrix train = workspace.matrix(x);
    Normalization fit = NormalizationFit.of(Kind.STANDARDIZE, train, workspace);
    for (int j = 0; j < 19; j++) {
      double sum = 0;
      for (float[] row : x) {
        sum += row[j];
      }
      double mean = sum / x.length;
      double squares = 0;
      for (float[] row : x) {
        squares += (row[j] - mean) * (row[j] - mean);
      }
      assertEquals((float) mean, fit.mean().get(0, j));
      assertEquals((float) (1 / Math.sqrt(squares / x.length)), fit.inverse().get(0, j));
    }
  }

  /** In float the second row would be lost in the first; the padding of a row must not count. */
  @Test
  void smallFloatsBesideLargeOnesCount() {
    Matrix train = workspace.matrix(new float[][] {{0x1p30f, 1}, {1, 2}, {-0x1p30f, 6}});
    Normalization fit = NormalizationFit.of(Kind.CENTER, train, workspace);
    assertArrayEquals(new float[] {1 / 3f, 3}, fit.mean().toArray());
  }

  /** The distances are from the mean in double: as a float it would be 10,000,001. */
  @Test
  void theDeviationIsTakenFromTheUnroundedMean() {
    Matrix train = workspace.matrix(new float[][] {{10_000_000}, {10_000_001}, {10_000_001}});
    Normalization fit = NormalizationFit.of(Kind.STANDARDIZE, train, workspace);
    assertEquals((float) (1 / Math.sqrt(2 / 9.0)), fit.inverse().get(0, 0));
  }

  @Test
  void aConstantInputKeepsItsScale() {
    float[][] x = new float[1000][3];
    for (int i = 0; i < x.length; i++) {
      x[i] = new float[] {0.1f, 1e38f, i == 0 ? Float.MIN_VALUE : 0};
    }
    Normalization fit = NormalizationFit.of(Kind.STANDARDIZE, workspace.matrix(x), workspace);
    assertArrayEquals(new float[] {0.1f, 1e38f, 0}, fit.mean().toArray());
    assertArrayEquals(new float[] {1, 1, 1}, fit.inverse().toArray());
  }

  @Test
  void noneAndUnitLookAtNoSample() {
    Pixels none = workspace.pixels(0, 4);
    Normalization unit = NormalizationFit.of(Kind.UNIT, none, workspace);
    float[] expected = new float[4];
    assertArrayEquals(expected, unit.mean().toArray());
    Arrays.fill(expected, 1f / 255f);
    assertArrayEquals(expected, unit.inverse().toArray());
    Normalization raw = NormalizationFit.of(Kind.NONE, none, workspace);
    Arrays.fill(expected, 1f);
    assertArrayEquals(expected, raw.inverse().toArray());
    assertEquals(Kind.NONE, raw.kind());
  }

  @ParameterizedTest
  @EnumSource(names = {"CENTER", "STANDARDIZE"})
  void noSampleHasNoMean(Kind kind) {
    assertThrows(
        IllegalArgumentException.class,
        () -> NormalizationFit.of(kind, workspace.pixels(0, 4), workspace));
  }
}
